package io.relaybackup.state;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Keeps a second service off a state directory: a locked file that says who holds it. The system frees it on death. */
final class StateLock implements AutoCloseable {

    static final String FILE_NAME = "relay-backup.lock";

    private static final int MAX_HOLDER = 512;

    private final FileChannel channel;

    private StateLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @throws StateDirectoryInUseException when another has it
     * @throws IOException when the directory cannot be written or knows no locks
     */
    static StateLock take(Path directory, Instant now) throws IOException {
        Path file = directory.resolve(FILE_NAME);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (tryLock(channel) == null) {
                throw new StateDirectoryInUseException(directory, holder(file));
            }
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        describe(channel, now);
        return new StateLock(channel);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    private static void describe(FileChannel channel, Instant now) {
        String text = "pid " + ProcessHandle.current().pid() + " on " + hostName() + " since " + now;
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
        } catch (IOException e) {
            // The lock is what counts; on a full disk it just does not say whose it is.
            return;
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "an unnamed host";
        }
    }

    private static String holder(Path file) {
        try {
            String text = Files.readString(file);
            return text.isBlank() ? "it does not say which" : text.substring(0, Math.min(text.length(), MAX_HOLDER));
        } catch (IOException e) {
            return "which one cannot be read: " + e.getMessage();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
