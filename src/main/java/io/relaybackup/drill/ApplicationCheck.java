package io.relaybackup.drill;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.tree.ErrorCode;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.program.Program;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/**
 * The application's own check of restored data: a program that works in the restored directory, whose exit status is
 * the judgement. No shell reads its words; {@code {target}} in them is the directory. It and all that it started is
 * ended when it ends, when its time is over, and when the drill is cancelled.
 */
final class ApplicationCheck {

    static final String TARGET = "{target}";

    /** Kept of what it writes. */
    static final int OUTPUT = 16 * 1024;

    private static final Duration LOOK = Duration.ofMillis(50);

    /** What it leaves behind may hold its output open. */
    private static final long LAST_WORDS_MS = 1000;

    private final List<String> words;
    private final Duration limit;

    ApplicationCheck(List<String> words, Duration limit) {
        this.words = List.copyOf(words);
        this.limit = limit;
    }

    /**
     * Runs it to its end.
     *
     * @throws CancellationException when the drill is cancelled
     */
    CommandResult run(Path directory, BackupId backup, String store, Progress progress) throws IOException {
        long began = System.nanoTime();
        List<String> line = words.stream()
                .map(word -> word.replace(TARGET, directory.toString()))
                .toList();
        Map<String, String> environment = Map.of(
                "RELAY_BACKUP_DRILL_TARGET", directory.toString(),
                "RELAY_BACKUP_DRILL_BACKUP", backup.value(),
                "RELAY_BACKUP_DRILL_STORE", store);
        Program program;
        try {
            program = Program.start(line, directory, environment, Program.Errors.WITH_THE_OUTPUT);
        } catch (IOException e) {
            return new CommandResult(null, false, since(began), "", 0, ErrorCode.of(e));
        }
        try {
            return watch(program, began, progress);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the application's check ran");
        } finally {
            program.endAll();
        }
    }

    private CommandResult watch(Program program, long began, Progress progress) throws InterruptedException {
        Tail tail = new Tail(OUTPUT);
        Thread reader = new Thread(() -> read(program, tail), "drill-command");
        reader.setDaemon(true);
        reader.start();
        boolean ended = false;
        while (!ended && System.nanoTime() - began < limit.toNanos()) {
            progress.checkCancelled();
            ended = program.waitFor(LOOK);
        }
        long took = since(began);
        Integer exit = ended ? Integer.valueOf(program.exitValue()) : null;
        if (ended) {
            // Ending what is left closes the pipe, with what nobody has read of it yet.
            reader.join(LAST_WORDS_MS);
        }
        program.endAll();
        reader.join(LAST_WORDS_MS);
        return new CommandResult(exit, !ended, took, tail.text(), tail.dropped(), null);
    }

    private static void read(Program program, Tail tail) {
        try {
            tail.take(program.output());
        } catch (IOException e) {
            // It was ended; what it wrote before is kept.
            return;
        }
    }

    private static long since(long began) {
        return (System.nanoTime() - began) / 1_000_000;
    }
}
