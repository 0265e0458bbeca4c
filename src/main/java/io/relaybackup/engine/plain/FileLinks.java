package io.relaybackup.engine.plain;

import io.relaybackup.engine.file.NamedChannel;
import io.relaybackup.engine.tree.ContentId;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.ErrorCode;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;

/** Gives a backup a file that the store already has: by a hard link, or where that cannot be, by a checked copy. */
final class FileLinks {

    private static final Set<String> REFUSED = Set.of("EMLINK", "EPERM", "EXDEV", "EOPNOTSUPP");

    /** File systems keep times to steps between a nanosecond and two seconds. */
    private static final Duration COARSEST_TIME = Duration.ofSeconds(2);

    private static final int BUFFER = 256 * 1024;

    private final Linker linker;

    private final Writeback writeback;

    private final Progress progress;

    FileLinks(Linker linker, Writeback writeback, Progress progress) {
        this.linker = linker;
        this.writeback = writeback;
        this.progress = progress;
    }

    /** What came of it. */
    enum Outcome {
        LINKED,
        COPIED,
        /** The file that should be there is not, or is another; nothing was made. */
        MISSING
    }

    /**
     * Makes {@code name} the same file as {@code existing}, or one with the same content.
     *
     * @param recorded what {@code existing} should be
     * @param modified when it was, as it was given to {@code existing}: somebody who changes a backup by hand changes
     *     this
     */
    Outcome take(Path name, Path existing, Entry recorded, Instant modified) throws IOException {
        if (!isThere(existing, recorded.size(), modified)) {
            return Outcome.MISSING;
        }
        try {
            linker.link(name, existing);
            return Outcome.LINKED;
        } catch (NoSuchFileException e) {
            return Outcome.MISSING;
        } catch (IOException e) {
            if (!REFUSED.contains(ErrorCode.of(e))) {
                throw e;
            }
        }
        return copy(name, existing, recorded) ? Outcome.COPIED : Outcome.MISSING;
    }

    private static boolean isThere(Path existing, long size, Instant modified) {
        try {
            BasicFileAttributes seen =
                    Files.readAttributes(existing, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            Duration apart = Duration.between(modified, seen.lastModifiedTime().toInstant());
            return seen.isRegularFile() && seen.size() == size && apart.abs().compareTo(COARSEST_TIME) < 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** False when the existing file cannot be read or does not have the recorded content. */
    private boolean copy(Path name, Path existing, Entry recorded) throws IOException {
        FileCopy copy = new FileCopy(name, writeback, progress);
        boolean good = false;
        try {
            copy.begin();
            long size = fill(copy, existing);
            if (size == recorded.size()) {
                Instant modified = recorded.metadata().modified();
                ContentId id = copy.end(size, modified);
                good = Objects.equals(id, recorded.contentId());
            }
        } finally {
            if (!good) {
                copy.abandon();
                Files.deleteIfExists(name);
            }
        }
        return good;
    }

    /** Copies what can be read; returns how much that was. */
    private static long fill(FileCopy copy, Path existing) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        long at = 0;
        try (FileChannel from = NamedChannel.open(existing, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            while (true) {
                if (!read(from, buffer, at)) {
                    return at;
                }
                buffer.flip();
                int n = buffer.remaining();
                copy.chunk(at, buffer);
                at += n;
                buffer.clear();
            }
        }
    }

    /** False at the end, also where the disk gives up. */
    private static boolean read(FileChannel from, ByteBuffer buffer, long at) {
        try {
            return from.read(buffer, at) >= 0;
        } catch (IOException e) {
            return false;
        }
    }
}
