package io.relaybackup.engine.directory;

import io.relaybackup.engine.tree.EntryType;
import java.time.Duration;
import java.util.Set;

/**
 * How a live directory is read.
 *
 * @param readers how many files one {@code read} works on at a time
 * @param settledAfter a file whose mtime or ctime is younger than this may change again without looking changed
 * @param lineWholeAfter a last line without its newline counts as whole when the file has been still for so long
 * @param rereads how often a file that changes under the reader is read again before it is taken as it is
 * @param pause before the first time it is read again; each further one is four times as long
 * @param special types that are entries like others rather than left out with a warning: of {@link EntryType#FIFO},
 *     {@link EntryType#SOCKET} and the devices
 */
public record CaptureSettings(
        int readers,
        Duration settledAfter,
        Duration lineWholeAfter,
        int rereads,
        Duration pause,
        Set<EntryType> special) {

    private static final int MOST_READERS = 64;

    public CaptureSettings {
        if (readers < 1 || readers > MOST_READERS) {
            throw new IllegalArgumentException("readers must be 1 to " + MOST_READERS + ", not " + readers);
        }
        if (rereads < 0 || settledAfter.isNegative() || lineWholeAfter.isNegative() || pause.isNegative()) {
            throw new IllegalArgumentException("times and counts must not be negative");
        }
        special = Set.copyOf(special);
        if (special.contains(EntryType.FILE)
                || special.contains(EntryType.DIRECTORY)
                || special.contains(EntryType.SYMLINK)) {
            throw new IllegalArgumentException("not special: " + special);
        }
    }

    /** Two to eight readers by the number of processors, 2 s, 10 s, three times, 20 ms, nothing special. */
    public static CaptureSettings defaults() {
        int processors = Runtime.getRuntime().availableProcessors();
        return new CaptureSettings(
                Math.max(2, Math.min(8, processors)),
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                3,
                Duration.ofMillis(20),
                Set.of());
    }

    public CaptureSettings withReaders(int number) {
        return new CaptureSettings(number, settledAfter, lineWholeAfter, rereads, pause, special);
    }

    public CaptureSettings withLineWholeAfter(Duration still) {
        return new CaptureSettings(readers, settledAfter, still, rereads, pause, special);
    }

    public CaptureSettings withPause(Duration first) {
        return new CaptureSettings(readers, settledAfter, lineWholeAfter, rereads, first, special);
    }

    public CaptureSettings withSpecial(Set<EntryType> types) {
        return new CaptureSettings(readers, settledAfter, lineWholeAfter, rereads, pause, types);
    }
}
