package io.relaybackup.sample;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.APPEND;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The application at work on a {@link SampleData}, on a thread of its own until closed: appends to the chain, every
 * third line in two halves with a pause between them, and rewrites the votes by rename and the invites in place. The
 * chain ends in a whole line once it is closed.
 */
public final class LiveWriter implements AutoCloseable {

    private static final int HALVED = 3;

    private final Path data;
    private final long pauseMicros;
    private final HashChain chain;
    private final AtomicLong rounds = new AtomicLong();
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable IOException failure;

    private LiveWriter(Path data, long pauseMicros, HashChain chain) {
        this.data = data;
        this.pauseMicros = pauseMicros;
        this.chain = chain;
        this.thread = new Thread(this::write, "live-writer");
    }

    /** Starts to write, with a pause after each round; 0 for none. */
    public static LiveWriter start(Path data, long pauseMicros) throws IOException {
        LiveWriter writer = new LiveWriter(data, pauseMicros, HashChain.after(data.resolve(SampleData.CHAIN), 7));
        writer.thread.start();
        return writer;
    }

    /** How often the chain grew and the two files were rewritten. */
    public long rounds() {
        return rounds.get();
    }

    private void write() {
        try (OutputStream out = Files.newOutputStream(data.resolve(SampleData.CHAIN), APPEND)) {
            while (!closed) {
                long round = rounds.get();
                append(out, chain.next() + "\n", round % HALVED == 0);
                rewrite(round);
                rounds.incrementAndGet();
                pause();
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    private void append(OutputStream out, String line, boolean halved) throws IOException {
        byte[] bytes = line.getBytes(UTF_8);
        int first = halved ? bytes.length / 2 : bytes.length;
        out.write(bytes, 0, first);
        if (halved) {
            pause();
            out.write(bytes, first, bytes.length - first);
        }
    }

    private void rewrite(long round) throws IOException {
        Path votes = data.resolve(SampleData.VOTES);
        Path next = Files.writeString(votes.resolveSibling("session-votes.json.tmp"), "[{\"round\":" + round + "}]\n");
        Files.move(next, votes, ATOMIC_MOVE, REPLACE_EXISTING);
        Files.writeString(data.resolve("users/invites.json"), "[{\"code\":\"round-" + round + "\"}]\n");
    }

    private void pause() {
        try {
            TimeUnit.MICROSECONDS.sleep(pauseMicros);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    /** Lets the last line be finished; fails when writing had failed. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        IOException failed = failure;
        if (failed != null) {
            throw new UncheckedIOException("the writer had to stop", failed);
        }
    }
}
