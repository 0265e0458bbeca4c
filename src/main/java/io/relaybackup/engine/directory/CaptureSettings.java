package io.relaybackup.engine.directory;

import io.relaybackup.engine.tree.EntryType;
import java.time.Duration;
import java.util.Set;

/**
 * How a live directory is read.
 *
 * @param settledAfter a file whose mtime or ctime is younger than this may change again without looking changed
 * @param lineWholeAfter a last line without its newline counts as whole when the file has been still for so long
 * @param rereads how often a file that changes under the reader is read again before it is taken as it is
 * @param pause before the first time it is read again; each further one is four times as long
 * @param special types that are entries like others rather than left out with a warning: of {@link EntryType#FIFO},
 *     {@link EntryType#SOCKET} and the devices
 */
public record CaptureSettings(
        Duration settledAfter, Duration lineWholeAfter, int rereads, Duration pause, Set<EntryType> special) {

    public CaptureSettings {
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

    /** 2 s, 10 s, three times, 20 ms, nothing special. */
    public static CaptureSettings defaults() {
        return new CaptureSettings(Duration.ofSeconds(2), Duration.ofSeconds(10), 3, Duration.ofMillis(20), Set.of());
    }

    public CaptureSettings withLineWholeAfter(Duration still) {
        return new CaptureSettings(settledAfter, still, rereads, pause, special);
    }

    public CaptureSettings withPause(Duration first) {
        return new CaptureSettings(settledAfter, lineWholeAfter, rereads, first, special);
    }

    public CaptureSettings withSpecial(Set<EntryType> types) {
        return new CaptureSettings(settledAfter, lineWholeAfter, rereads, pause, types);
    }
}
