package io.relaybackup.engine.plain;

import io.relaybackup.engine.file.Look;
import io.relaybackup.engine.file.NamedChannel;
import io.relaybackup.engine.store.StoreLockedException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps everybody else off a store: the file {@code .lock} in its folder, locked as long as the store is open. The
 * system frees it when the process ends, however that comes. Its content, {@code {"pid":…,"host":…,"since":…}}, only
 * serves to tell others who holds it.
 */
final class StoreLock implements Closeable {

    private static final int MAX_CONTENT = 1024;

    /**
     * What this process has locked. The system's locks belong to processes and are lost when the process closes the
     * file by any other descriptor; so a second attempt must be refused before it opens the file.
     */
    private static final Set<Object> HELD = new HashSet<>();

    private final Path file;

    private final Object key;

    private final FileChannel channel;

    private StoreLock(Path file, Object key, FileChannel channel) {
        this.file = file;
        this.key = key;
        this.channel = channel;
    }

    /**
     * Takes the lock of a folder.
     *
     * @param host this machine's name, for others to read
     * @throws StoreLockedException when somebody else has it
     */
    static StoreLock take(Path folder, String host, Instant now) throws IOException {
        Path file = folder.resolve(Layout.LOCK);
        synchronized (HELD) {
            create(file);
            Object key = keyOf(file);
            if (HELD.contains(key)) {
                throw new StoreLockedException("the store is already open in this process");
            }
            FileChannel channel = NamedChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            try {
                lock(channel);
                describe(channel, host, now);
            } catch (Throwable e) {
                channel.close();
                throw e;
            }
            HELD.add(key);
            return new StoreLock(file, key, channel);
        }
    }

    private static void create(Path file) throws IOException {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            // From an earlier run: what counts is the lock, not the file.
            return;
        }
    }

    private static void lock(FileChannel channel) throws IOException {
        @Nullable FileLock lock = channel.tryLock();
        if (lock == null) {
            throw new StoreLockedException("the store is in use by " + holder(channel));
        }
    }

    private static void describe(FileChannel channel, String host, Instant now) throws IOException {
        String content = JsonMapper.shared()
                .createObjectNode()
                .put("pid", ProcessHandle.current().pid())
                .put("host", host)
                .put("since", now.toString())
                .toString();
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((content + "\n").getBytes(StandardCharsets.UTF_8)), 0);
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(MAX_CONTENT);
        int length = Math.max(channel.read(content, 0), 0);
        try {
            var json = JsonMapper.shared().readTree(content.array(), 0, length);
            return "process " + json.path("pid").asString() + " on "
                    + json.path("host").asString() + " since "
                    + json.path("since").asString();
        } catch (RuntimeException e) {
            return "another process";
        }
    }

    private static Object keyOf(Path file) throws IOException {
        return Objects.requireNonNull(Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey());
    }

    /** Whether the folder still has the file that is locked, and has not been unmounted, moved or made anew. */
    boolean isInPlace() throws IOException {
        try {
            return key.equals(keyOf(file));
        } catch (IOException e) {
            if (Look.isAbsence(e)) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (HELD) {
            HELD.remove(key);
            channel.close();
        }
    }
}
