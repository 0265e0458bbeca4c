package io.relaybackup.engine.archive;

import io.relaybackup.engine.tree.RawText;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * What a tar's fixed header has no room for: records {@code <length> <key>=<value>\n}, the length in decimal counting
 * the whole record, its own digits and the line break included. Values are raw bytes.
 */
final class PaxRecords {

    private final ByteArrayOutputStream records = new ByteArrayOutputStream();

    void put(String key, RawText value) {
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        int rest = name.length + value.length() + " =\n".length();
        int length = rest + digits(rest);
        if (digits(length) > digits(rest)) {
            length++;
        }
        records.writeBytes(Integer.toString(length).getBytes(StandardCharsets.US_ASCII));
        records.write(' ');
        records.writeBytes(name);
        records.write('=');
        records.writeBytes(value.bytes());
        records.write('\n');
    }

    void put(String key, long value) {
        put(key, RawText.utf8(Long.toString(value)));
    }

    /** Seconds since 1970 with as many decimals as it takes; negative before. */
    void put(String key, Instant time) {
        BigDecimal seconds = BigDecimal.valueOf(time.getEpochSecond()).add(BigDecimal.valueOf(time.getNano(), 9));
        put(key, RawText.utf8(seconds.stripTrailingZeros().toPlainString()));
    }

    boolean isEmpty() {
        return records.size() == 0;
    }

    byte[] bytes() {
        return records.toByteArray();
    }

    private static int digits(int number) {
        return Integer.toString(number).length();
    }
}
