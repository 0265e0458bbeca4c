package io.relaybackup.program;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A program that was started: the one place outside the engine where a process begins. It gets no input. Closing it
 * ends it with what it started and is still its own; {@link #endAll} also ends what has cut loose from it. It has a
 * session of its own, where the system knows how.
 */
public final class Program implements AutoCloseable {

    private static final String MARK = "RELAY_BACKUP_PROGRAM";

    /** What is ended may have started another just before. */
    private static final int ROUNDS = 5;

    private final Process process;
    private final String mark;

    private Program(Process process, String mark) {
        this.process = process;
        this.mark = mark;
    }

    /** What becomes of what it writes to its error output. */
    public enum Errors {
        DISCARDED,
        WITH_THE_OUTPUT
    }

    /**
     * Starts one.
     *
     * @param words the program and its arguments; no shell reads them
     * @param directory where it works; null for where the service does
     * @param environment beside the service's own
     * @throws IOException when there is no such program, or it may not be started
     */
    public static Program start(
            List<String> words, @Nullable Path directory, Map<String, String> environment, Errors errors)
            throws IOException {
        String mark = UUID.randomUUID().toString();
        ProcessBuilder builder = new ProcessBuilder(OwnSession.around(words, directory));
        builder.environment().putAll(environment);
        builder.environment().put(MARK, mark);
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        if (errors == Errors.DISCARDED) {
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        } else {
            builder.redirectErrorStream(true);
        }
        Program program = new Program(builder.start(), mark);
        try {
            program.process.getOutputStream().close();
        } catch (IOException e) {
            // It has ended already.
        }
        return program;
    }

    /** What it writes, until it and all that inherited its output have ended. */
    public InputStream output() {
        return process.getInputStream();
    }

    /** Whether it ended within this time; what it started may go on. */
    public boolean waitFor(Duration limit) throws InterruptedException {
        return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Its exit status, once it has ended. */
    public int exitValue() {
        return process.exitValue();
    }

    @Override
    public void close() {
        List<ProcessHandle> known = process.descendants().toList();
        process.destroyForcibly();
        known.forEach(ProcessHandle::destroyForcibly);
    }

    /**
     * Ends it and all that it started, daemons too: each has a word of its own in its environment, by which it is found
     * where the system tells (Linux's {@code /proc}).
     */
    public void endAll() {
        close();
        for (int round = 0; round < ROUNDS && endMarked(); round++) {
            Thread.onSpinWait();
        }
    }

    private boolean endMarked() {
        List<ProcessHandle> marked =
                ProcessHandle.allProcesses().filter(this::isMarked).toList();
        marked.forEach(ProcessHandle::destroyForcibly);
        return !marked.isEmpty();
    }

    /** The environment of one that has been ended, and is only not collected yet, is empty. */
    private boolean isMarked(ProcessHandle other) {
        if (other.pid() == ProcessHandle.current().pid()) {
            return false;
        }
        try {
            byte[] environment = Files.readAllBytes(Path.of("/proc", Long.toString(other.pid()), "environ"));
            return new String(environment, StandardCharsets.ISO_8859_1).contains(MARK + "=" + mark);
        } catch (IOException e) {
            return false; // somebody else's, or gone
        }
    }
}
