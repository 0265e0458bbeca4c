package io.relaybackup.engine.directory;

import io.relaybackup.engine.file.NamedChannel;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Forces each file and directory by itself, many at a time. */
final class EachFile implements Durability {

    private static final int QUEUED = 256;

    private final int threads;

    EachFile(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("at least one thread is needed, not " + threads);
        }
        this.threads = threads;
    }

    @Override
    public void force(Path root) throws IOException {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUED),
                new ThreadPoolExecutor.CallerRunsPolicy());
        try {
            Deque<Path> directories = new ArrayDeque<>();
            directories.push(root);
            while (!directories.isEmpty() && failure.get() == null) {
                Path directory = directories.pop();
                forceChildren(directory, directories, pool, failure);
                submit(directory, pool, failure);
            }
            pool.shutdown();
            while (!pool.awaitTermination(1, TimeUnit.MINUTES)) {
                // A slow disk may take any time; only an interrupt ends the wait.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while files were forced to disk");
        } finally {
            pool.shutdownNow();
        }
        throwIfAny(failure.get());
    }

    private static void throwIfAny(@Nullable Throwable failed) throws IOException {
        if (failed instanceof IOException e) {
            throw e;
        }
        if (failed instanceof RuntimeException e) {
            throw e;
        }
        if (failed instanceof Error e) {
            throw e;
        }
    }

    private static void forceChildren(
            Path directory,
            Deque<Path> directories,
            ThreadPoolExecutor pool,
            AtomicReference<@Nullable Throwable> failure)
            throws IOException {
        try (OwnerAccess access = OwnerAccess.to(directory);
                DirectoryStream<Path> children = Files.newDirectoryStream(access.path())) {
            for (Path child : children) {
                BasicFileAttributes attributes =
                        Files.readAttributes(child, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (attributes.isDirectory()) {
                    directories.push(child);
                } else if (attributes.isRegularFile()) {
                    submit(child, pool, failure);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static void submit(Path path, ThreadPoolExecutor pool, AtomicReference<@Nullable Throwable> failure) {
        pool.execute(() -> {
            try {
                forceOne(path);
            } catch (Throwable e) {
                // Of whatever kind: what was not forced must never pass for forced.
                failure.compareAndSet(null, e);
            }
        });
    }

    private static void forceOne(Path path) throws IOException {
        try {
            openAndForce(path);
        } catch (AccessDeniedException e) {
            try (OwnerAccess access = OwnerAccess.to(path)) {
                openAndForce(access.path());
            }
        }
    }

    private static void openAndForce(Path path) throws IOException {
        try (FileChannel channel = NamedChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            channel.force(true);
        }
    }
}
