package io.relaybackup.store;

import io.relaybackup.engine.store.StoreUnavailableException;
import io.relaybackup.engine.tree.ErrorCode;
import io.relaybackup.program.Program;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A password that a program prints. Neither what it prints nor what it is called with ever shows: either may be a
 * secret.
 */
final class PasswordCommand implements PasswordSource {

    private static final int LONGEST = 4096;

    private final List<String> words;
    private final Duration limit;

    PasswordCommand(List<String> words) {
        this(words, Duration.ofSeconds(60));
    }

    PasswordCommand(List<String> words, Duration limit) {
        this.words = List.copyOf(words);
        this.limit = limit;
    }

    @Override
    public byte[] read() throws IOException {
        try (Program program = start()) {
            return password(program);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a password-command ran");
        }
    }

    private Program start() throws StoreUnavailableException {
        try {
            return Program.start(words, null, Map.of(), Program.Errors.DISCARDED);
        } catch (IOException e) {
            throw new StoreUnavailableException("its password-command cannot be started: " + ErrorCode.of(e), null);
        }
    }

    private byte[] password(Program program) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        byte[] bytes = printed(program);
        byte[] password = PasswordSource.trimmed(bytes);
        Arrays.fill(bytes, (byte) 0);
        String failure = failure(program, bytes.length, password.length, end);
        if (failure != null) {
            Arrays.fill(password, (byte) 0);
            throw new StoreUnavailableException("its password-command " + failure, null);
        }
        return password;
    }

    /** Read by a thread of its own, as the end of it may never come. */
    private byte[] printed(Program program) throws IOException, InterruptedException {
        CompletableFuture<byte[]> all = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    try (InputStream in = program.output()) {
                        all.complete(in.readNBytes(LONGEST + 1));
                    } catch (IOException e) {
                        all.completeExceptionally(e);
                    }
                },
                "password-command");
        reader.setDaemon(true);
        reader.start();
        try {
            return all.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new StoreUnavailableException("its password-command did not end within " + limit, null);
        } catch (ExecutionException e) {
            throw new StoreUnavailableException("what its password-command prints cannot be read", null);
        }
    }

    private @Nullable String failure(Program program, int printed, int password, long end) throws InterruptedException {
        if (printed > LONGEST) {
            return "prints too much for a password";
        }
        if (!program.waitFor(Duration.ofNanos(end - System.nanoTime()))) {
            return "did not end within " + limit;
        }
        if (program.exitValue() != 0) {
            return "failed with status " + program.exitValue();
        }
        return password == 0 ? "prints nothing" : null;
    }
}
