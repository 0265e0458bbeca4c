package io.relaybackup.engine.directory;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.EntryType;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes fifos and devices by the commands {@code mknod} and {@code touch}, as the JDK can make none and would wait for
 * ever for somebody at the other end of a fifo when it sets its time. Sockets are made by whoever listens.
 *
 * <p>Each is made aside, under a name of our own at the top of the target, and renamed when it is whole: no name of a
 * backup's ever gets into a command line.
 */
final class SpecialFiles {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path target;
    private final String mknod;
    private final String touch;
    private final MetadataWriter metadata;

    SpecialFiles(Path target, MetadataWriter metadata) {
        this(target, "mknod", "touch", metadata);
    }

    SpecialFiles(Path target, String mknod, String touch, MetadataWriter metadata) {
        this.target = target.toAbsolutePath();
        this.mknod = mknod;
        this.touch = touch;
        this.metadata = metadata;
    }

    /**
     * Makes one with all its metadata.
     *
     * @return false when it cannot be made here, as for want of the right to
     * @throws java.nio.file.FileAlreadyExistsException when the name is taken
     */
    boolean make(Path place, Entry entry) throws IOException {
        Path aside = target.resolve(".relay-special-" + Long.toHexString(RANDOM.nextLong()));
        if (entry.type() == EntryType.SOCKET || !SystemCommand.canBeTold(aside)) {
            return false;
        }
        try {
            if (!SystemCommand.run(mknod(aside, entry)) || Files.notExists(aside, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            metadata.finishSpecial(aside, entry, () -> SystemCommand.run(touch(aside, entry)));
            Files.move(aside, place);
            return true;
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    private List<String> mknod(Path aside, Entry entry) {
        List<String> line = new ArrayList<>(List.of(mknod, "-m", "0600", "--", aside.toString()));
        switch (entry.type()) {
            case FIFO -> line.add("p");
            case CHARACTER_DEVICE -> line.addAll(device("c", entry.device()));
            case BLOCK_DEVICE -> line.addAll(device("b", entry.device()));
            case FILE, DIRECTORY, SYMLINK, SOCKET ->
                throw new IllegalArgumentException("no fifo and no device: " + entry.path());
        }
        return line;
    }

    /** Linux spreads the two numbers over the 64 bits of one. */
    static List<String> device(String kind, long number) {
        long major = number >>> 8 & 0xfff | number >>> 32 & 0xfffff000L;
        long minor = number & 0xff | number >>> 12 & 0xffffff00L;
        return List.of(kind, Long.toString(major), Long.toString(minor));
    }

    private List<String> touch(Path aside, Entry entry) {
        Instant time = entry.metadata().modified();
        BigDecimal seconds = BigDecimal.valueOf(time.getEpochSecond()).add(BigDecimal.valueOf(time.getNano(), 9));
        return List.of(touch, "-h", "-c", "-m", "-d", "@" + seconds.toPlainString(), "--", aside.toString());
    }
}
