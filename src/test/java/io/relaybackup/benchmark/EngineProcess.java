package io.relaybackup.benchmark;

import io.relaybackup.engine.directory.CaptureRules;
import io.relaybackup.engine.directory.CaptureSettings;
import io.relaybackup.engine.directory.DirectoryTree;
import io.relaybackup.engine.plain.PlainStore;
import io.relaybackup.engine.store.BackupDraft;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.tree.Progress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The engine in a process of its own, so that its memory can be limited and measured. Takes a command a line,
 * {@code <source> <store> <number> <previous or ->}, and answers with {@code <milliseconds> <unchanged files>}; to
 * {@code memory} with its peak resident set in KiB.
 */
final class EngineProcess {

    /** A minute ahead, so that data made just now counts as settled. */
    private static final Clock CLOCK = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1));

    private EngineProcess() {}

    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(line.equals("memory") ? PeakMemory.ofThisProcess() : backup(line.split(" ")));
        }
    }

    private static String backup(String[] words) throws IOException {
        Path source = Path.of(words[0]);
        BackupId id = BackupMaker.id(Integer.parseInt(words[2]));
        BackupId previous = words[3].equals("-") ? null : BackupMaker.id(Integer.parseInt(words[3]));
        try (PlainStore store = PlainStore.open(Path.of(words[1]), "benchmark", CLOCK)) {
            Counting counting = new Counting();
            long start = System.nanoTime();
            write(source, store, id, previous, counting);
            double millis = (System.nanoTime() - start) / 1e6;
            if (counting.failed.sum() > 0) {
                throw new IOException(counting.failed + " files could not be read");
            }
            return String.format(Locale.ROOT, "%.3f %d", millis, counting.unchanged.sum());
        }
    }

    private static void write(
            Path source, PlainStore store, BackupId id, @Nullable BackupId previous, Counting counting)
            throws IOException {
        try (DirectoryTree tree = DirectoryTree.open(
                        source, CaptureRules.EVERYTHING, CaptureSettings.defaults(), problem -> {}, CLOCK);
                BackupDraft draft = store.begin(id)) {
            draft.write(tree, previous, counting, Progress.NONE);
            draft.commit(BackupMaker.manifest(id), Notes.NONE);
        }
    }
}
