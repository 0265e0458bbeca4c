package io.relaybackup.engine.archive;

import io.relaybackup.engine.tree.Metadata;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * One entry's header, which a zip has twice: before the content and in the directory at the end.
 *
 * <p>Times are in UTC to two seconds, and again to the second in the extra field {@code UT} while they fit its 32 bits;
 * owners are in the extra field {@code ux}; the mode is in the upper half of the external attributes.
 */
final class ZipHeader {

    static final long MAX_32 = 0xFFFF_FFFFL;

    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int DEFLATED = 8;
    private static final int NAME_IS_UTF8 = 1 << 11;
    private static final int DESCRIPTOR_FOLLOWS = 1 << 3;
    private static final int VERSION = 20;
    private static final int VERSION_ZIP64 = 45;
    private static final int MADE_BY_UNIX = 3 << 8;
    private static final int ZIP64 = 0x0001;
    private static final int TIMESTAMP = 0x5455;
    private static final int UNIX_OWNER = 0x7875;
    private static final int MS_DOS_DIRECTORY = 0x10;
    private static final int FIRST_YEAR = 1980;
    private static final int LAST_YEAR = 2107;

    private final byte[] name;
    private final int mode;
    private final Metadata metadata;
    private int flags = NAME_IS_UTF8;
    private int method;
    private boolean zip64;
    private long crc;
    private long size;

    /**
     * An entry before its content is known.
     *
     * @param mode with the bits of the entry's kind
     */
    ZipHeader(String name, int mode, Metadata metadata) {
        this.name = name.getBytes(StandardCharsets.UTF_8);
        this.mode = mode;
        this.metadata = metadata;
    }

    /** With content that follows as it is. */
    ZipHeader stored(long contentCrc, long contentSize) {
        crc = contentCrc;
        size = contentSize;
        return this;
    }

    /** With content that follows deflated, and a descriptor behind it. */
    ZipHeader deflated(boolean announceZip64) {
        flags |= DESCRIPTOR_FOLLOWS;
        method = DEFLATED;
        zip64 = announceZip64;
        return this;
    }

    /** What stands before the content. */
    byte[] local() {
        LittleEndian extra = new LittleEndian();
        if (zip64) {
            extra.int16(ZIP64).int16(2 * Long.BYTES).int64(0).int64(0);
        }
        extra.bytes(unixFields());
        LittleEndian header = new LittleEndian().int32(LOCAL).int16(zip64 ? VERSION_ZIP64 : VERSION);
        common(header)
                .int32(crc)
                .int32(zip64 ? MAX_32 : size)
                .int32(zip64 ? MAX_32 : size)
                .int16(name.length)
                .int16(extra.size());
        return header.bytes(name).bytes(extra.bytes()).bytes();
    }

    /** What stands in the directory; a number that does not fit is there all ones, and in the extra field as it is. */
    byte[] central(long finalCrc, long compressedSize, long finalSize, long offset) {
        LittleEndian large = new LittleEndian();
        for (long number : new long[] {finalSize, compressedSize, offset}) {
            if (number >= MAX_32) {
                large.int64(number);
            }
        }
        LittleEndian extra = new LittleEndian();
        if (large.size() > 0) {
            extra.int16(ZIP64).int16(large.size()).bytes(large.bytes());
        }
        extra.bytes(unixFields());
        int version = zip64 || large.size() > 0 ? VERSION_ZIP64 : VERSION;
        LittleEndian header =
                new LittleEndian().int32(CENTRAL).int16(MADE_BY_UNIX | version).int16(version);
        common(header)
                .int32(finalCrc)
                .int32(Math.min(compressedSize, MAX_32))
                .int32(Math.min(finalSize, MAX_32))
                .int16(name.length)
                .int16(extra.size())
                .int16(0)
                .int16(0)
                .int16(0)
                .int32((long) mode << 16 | (name.length > 0 && name[name.length - 1] == '/' ? MS_DOS_DIRECTORY : 0))
                .int32(Math.min(offset, MAX_32));
        return header.bytes(name).bytes(extra.bytes()).bytes();
    }

    private LittleEndian common(LittleEndian header) {
        LocalDateTime time = LocalDateTime.ofInstant(metadata.modified(), ZoneOffset.UTC);
        if (time.getYear() < FIRST_YEAR) {
            time = LocalDateTime.of(FIRST_YEAR, 1, 1, 0, 0);
        } else if (time.getYear() > LAST_YEAR) {
            time = LocalDateTime.of(LAST_YEAR, 12, 31, 23, 59, 58);
        }
        return header.int16(flags)
                .int16(method)
                .int16(time.getHour() << 11 | time.getMinute() << 5 | time.getSecond() / 2)
                .int16(time.getYear() - FIRST_YEAR << 9 | time.getMonthValue() << 5 | time.getDayOfMonth());
    }

    private byte[] unixFields() {
        LittleEndian fields = new LittleEndian();
        long seconds = metadata.modified().getEpochSecond();
        if (seconds == (int) seconds) {
            fields.int16(TIMESTAMP).int16(5).bytes(new byte[] {1}).int32(seconds);
        }
        return fields.int16(UNIX_OWNER)
                .int16(11)
                .bytes(new byte[] {1, Integer.BYTES})
                .int32(metadata.uid())
                .bytes(new byte[] {Integer.BYTES})
                .int32(metadata.gid())
                .bytes();
    }
}
