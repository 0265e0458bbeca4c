package io.relaybackup.benchmark;

import io.relaybackup.engine.directory.CaptureRules;
import io.relaybackup.engine.directory.CaptureSettings;
import io.relaybackup.engine.directory.DirectorySink;
import io.relaybackup.engine.directory.DirectoryTree;
import io.relaybackup.engine.directory.Durability;
import io.relaybackup.engine.repository.Compression;
import io.relaybackup.engine.repository.Owners;
import io.relaybackup.engine.repository.RepositoryOptions;
import io.relaybackup.engine.repository.RepositoryStore;
import io.relaybackup.engine.storage.LocalStorage;
import io.relaybackup.engine.store.BackupDraft;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.store.VerifyReport;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A repository's engine in a process of its own. Takes a command a line and answers with a line:
 *
 * <ul>
 *   <li>{@code open <repository> <memory>}: opens it, or makes it; milliseconds
 *   <li>{@code backup <source> <number> <previous or ->}: milliseconds and unchanged files
 *   <li>{@code many <files> <number> <previous or ->}: the same with {@link ManyFiles}
 *   <li>{@code restore <number> <target>}: milliseconds until all is written, and until it is durable as well
 *   <li>{@code check <number>}: milliseconds of verifying every byte
 *   <li>{@code close}; milliseconds
 *   <li>{@code memory}: peak resident set in KiB
 *   <li>{@code profile}: begins to sample; {@code samples}: ends it, and says where the time went
 * </ul>
 */
final class RepositoryProcess {

    /** What both programs use. */
    static final String PASSWORD = "benchmark";

    /** A minute ahead, so that data made just now counts as settled. */
    private static final Clock CLOCK = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1));

    private static final int THREADS = Runtime.getRuntime().availableProcessors();

    private @Nullable RepositoryStore store;

    private @Nullable Profile profile;

    private RepositoryProcess() {}

    public static void main(String[] args) throws IOException {
        RepositoryProcess process = new RepositoryProcess();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(process.answer(line.split(" ")));
        }
    }

    private String answer(String[] words) throws IOException {
        long start = System.nanoTime();
        return switch (words[0]) {
            case "open" -> {
                store = open(Path.of(words[1]), Path.of(words[2]));
                yield millis(start);
            }
            case "backup" -> {
                Counting counting = new Counting();
                backup(words, counting);
                String millis = millis(start);
                if (counting.failed.sum() > 0) {
                    throw new IOException(counting.failed + " files could not be read");
                }
                yield millis + " " + counting.unchanged.sum();
            }
            case "many" -> {
                Counting counting = new Counting();
                try (FileTree tree = new ManyFiles(Integer.parseInt(words[1]))) {
                    backup(tree, words, counting);
                }
                yield millis(start) + " " + counting.unchanged.sum();
            }
            case "restore" -> {
                Path target = Path.of(words[2]);
                restore(words, target);
                String written = millis(start);
                Durability.fastest(THREADS).force(target);
                yield written + " " + millis(start);
            }
            case "check" -> {
                VerifyReport report =
                        store().verify(BackupMaker.id(Integer.parseInt(words[1])), VerifyLevel.DATA, Progress.NONE);
                if (!report.isIntact()) {
                    throw new IOException("damaged: " + report.damages());
                }
                yield millis(start);
            }
            case "close" -> {
                store().close();
                yield millis(start);
            }
            case "memory" -> Long.toString(PeakMemory.ofThisProcess());
            case "profile" -> {
                profile = Profile.start();
                yield "sampling";
            }
            case "samples" -> profile == null ? "" : profile.stop();
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    private static String millis(long start) {
        return String.format(Locale.ROOT, "%.3f", (System.nanoTime() - start) / 1e6);
    }

    private RepositoryStore store() {
        if (store == null) {
            throw new IllegalStateException("not opened");
        }
        return store;
    }

    private static RepositoryStore open(Path folder, Path memory) throws IOException {
        Files.createDirectories(folder);
        return RepositoryStore.open(
                LocalStorage.open(folder),
                PASSWORD.getBytes(StandardCharsets.UTF_8),
                true,
                new RepositoryOptions(
                        "benchmark",
                        "benchmark",
                        "benchmark",
                        "relay-backup",
                        Owners.read(Path.of("/etc/passwd"), Path.of("/etc/group")),
                        ZoneId.systemDefault(),
                        RepositoryOptions.USUAL_PACK_SIZE,
                        Compression.AUTO,
                        THREADS,
                        Duration.ZERO,
                        memory),
                () -> new long[] {-1, -1},
                CLOCK);
    }

    private void backup(String[] words, Counting counting) throws IOException {
        try (DirectoryTree tree = DirectoryTree.open(
                Path.of(words[1]), CaptureRules.EVERYTHING, CaptureSettings.defaults(), problem -> {}, CLOCK)) {
            backup(tree, words, counting);
        }
    }

    private void backup(FileTree tree, String[] words, Counting counting) throws IOException {
        BackupId id = BackupMaker.id(Integer.parseInt(words[2]));
        BackupId previous = words[3].equals("-") ? null : BackupMaker.id(Integer.parseInt(words[3]));
        try (BackupDraft draft = store().begin(id)) {
            draft.write(tree, previous, counting, Progress.NONE);
            draft.commit(BackupMaker.manifest(id), Notes.NONE);
        }
    }

    private void restore(String[] words, Path target) throws IOException {
        try (FileTree tree = store().open(BackupMaker.id(Integer.parseInt(words[1])))) {
            DirectorySink.as(target, THREADS, notice -> {}).write(tree, Progress.NONE);
        }
    }
}
