package io.relaybackup.engine.store;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names a backup: {@code backup-2025-09-18T16-08-34-266Z}, its time in UTC to the millisecond. A snapshot without our
 * manifest has the first eight hex digits of its own id behind that.
 *
 * <p>Ordered by text, which is by time.
 */
public record BackupId(String value) implements Comparable<BackupId> {

    private static final Pattern FORM =
            Pattern.compile("backup-\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\d-\\d{3}Z(-[0-9a-f]{8})?");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss-SSSX").withZone(ZoneOffset.UTC);

    private static final int PREFIX = "backup-".length();

    private static final int TIME_LENGTH = "2025-09-18T16-08-34-266Z".length();

    public BackupId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a backup id like backup-2025-09-18T16-08-34-266Z");
        }
        try {
            TIME.parse(value.substring(PREFIX, PREFIX + TIME_LENGTH));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("a backup id with an impossible time: " + value, e);
        }
    }

    /** The id of a backup that starts at this time; what is below a millisecond is cut off. */
    public static BackupId at(Instant time) {
        return new BackupId("backup-" + TIME.format(time.truncatedTo(ChronoUnit.MILLIS)));
    }

    public static boolean isValid(String text) {
        try {
            new BackupId(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The first eight hex digits of the snapshot's own id where another program made it; else null. */
    public @Nullable String snapshot() {
        int end = PREFIX + TIME_LENGTH;
        return value.length() == end ? null : value.substring(end + 1);
    }

    public Instant time() {
        return TIME.parse(value.substring(PREFIX, PREFIX + TIME_LENGTH), Instant::from);
    }

    @Override
    public int compareTo(BackupId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
