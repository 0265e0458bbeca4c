package io.relaybackup.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.crypto.Scrypt;
import io.relaybackup.engine.directory.DirectorySink;
import io.relaybackup.engine.file.FailedFile;
import io.relaybackup.engine.storage.FaultyStorage;
import io.relaybackup.engine.storage.FaultyStorage.How;
import io.relaybackup.engine.storage.MemoryStorage;
import io.relaybackup.engine.storage.RetryingStorage;
import io.relaybackup.engine.storage.Storage;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.LiveFolder;
import io.relaybackup.engine.store.PruneOptions;
import io.relaybackup.engine.store.RecordingListener;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.TreeText;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.store.VerifyReport;
import io.relaybackup.engine.tree.ErrorCode;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each thing that a repository is asked to do, with a storage that fails at the first call of it, at the second, and so
 * on until there are no more: that is told with its code and its file, costs no backup, leaves no lock, and all works
 * afterwards.
 */
class BrokenStorageTest {

    private static final BackupId FIRST = BackupMaker.id(1);
    private static final BackupId SECOND = BackupMaker.id(2);

    @TempDir
    private Path folder;

    private final MemoryStorage memory = new MemoryStorage();
    private final FaultyStorage storage = new FaultyStorage(memory);
    private final Map<BackupId, List<String>> whole = new HashMap<>();
    private final Random random = new Random(1);
    private RepositoryStore store;
    private LiveFolder live;

    @BeforeEach
    void make() throws IOException {
        // With a password that costs little to try, as it is tried often.
        Repository.create(
                        memory,
                        RepositoryStoreTest.PASSWORD,
                        new Scrypt(2, 1, 1),
                        "relay",
                        "machine",
                        new SecureRandom(),
                        Clock.systemUTC())
                .close();
        store = open();
        Files.createDirectory(folder.resolve("data"));
        live = new LiveFolder(folder.resolve("data"));
        live.file("same", "always the same").file("a/b/c", "deep").file("changing", bytes(600_000));
        backUp(FIRST);
        live.file("changing", bytes(1000));
        backUp(SECOND);
    }

    @AfterEach
    void close() throws IOException {
        storage.mend();
        store.close();
    }

    private RepositoryStore open() throws IOException {
        return open(storage);
    }

    private RepositoryStore open(Storage on) throws IOException {
        return RepositoryStore.open(
                on,
                RepositoryStoreTest.PASSWORD,
                true,
                () -> new Scrypt(Scrypt.LOWEST_COST, 8, 1),
                RepositoryStoreTest.options(folder.resolve("memory")),
                () -> new long[] {-1, -1},
                Clock.systemUTC(),
                QuickLocks.TIMES);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private void backUp(BackupId id) throws IOException {
        List<String> text;
        try (FileTree tree = live.tree()) {
            text = TreeText.of(tree);
        }
        RecordingListener listener = new RecordingListener();
        try (FileTree tree = live.tree()) {
            BackupMaker.make(store, id, tree, whole.isEmpty() ? null : FIRST, listener);
        }
        assertThat(listener.failures()).isEmpty();
        whole.put(id, text);
    }

    private interface Work {
        void run() throws IOException;
    }

    /** Runs it with a fault at one call; false when it made no more calls than that. */
    private boolean failsAt(int call, How how, Work work) {
        String code = code(call);
        storage.breakAt(call, how, code);
        try {
            work.run();
        } catch (IOException e) {
            assertThat(ErrorCode.find(e)).as("call %s, %s: %s", call, how, e).isEqualTo(code);
            assertThat(FailedFile.path(e)).as("call %s, %s: %s", call, how, e).isIn(storage.mend());
            return true;
        }
        return !storage.mend().isEmpty();
    }

    /** One after the other. */
    private static String code(int call) {
        return FaultyStorage.CODES.get(call % FaultyStorage.CODES.size());
    }

    /** Everything that was ever whole still is, and no lock is left when somebody has worked. */
    private void assertAllWell(String when) throws IOException {
        assertThat(store.list())
                .as(when)
                .extracting(StoredBackup::id)
                .containsExactlyInAnyOrderElementsOf(whole.keySet());
        store.verify(
                List.copyOf(whole.keySet()),
                VerifyLevel.DATA,
                (id, report) -> assertThat(report.damages()).as(when).isEmpty(),
                Progress.NONE);
        for (Map.Entry<BackupId, List<String>> each : whole.entrySet()) {
            try (FileTree tree = store.open(each.getKey())) {
                assertThat(TreeText.of(tree)).as(when).isEqualTo(each.getValue());
            }
        }
        assertThat(store.locks()).as(when).isEmpty();
        assertThat(memory.bytes().keySet())
                .as(when)
                .noneMatch(
                        name -> name.value().startsWith(FileKind.LOCK.folder().value() + "/"));
    }

    /** What this process knows of the repository, another may not. */
    private void assertAllWellToAnother(String when) throws IOException {
        try (RepositoryStore another = open(memory)) {
            another.verify(
                    List.copyOf(whole.keySet()),
                    VerifyLevel.STRUCTURE,
                    (id, report) -> assertThat(report.damages()).as(when).isEmpty(),
                    Progress.NONE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void backups(How how) throws IOException {
        int call = 0;
        boolean failed = true;
        while (failed) {
            BackupId id = BackupMaker.id(10 + ++call);
            live.file("changing", bytes(550_000));
            failed = failsAt(call, how, () -> backUp(id));
            if (!whole.containsKey(id)) {
                if (isThere(id)) {
                    // Its snapshot was put before the fault, so it is there and whole.
                    try (FileTree tree = live.tree()) {
                        whole.put(id, TreeText.of(tree));
                    }
                } else {
                    backUp(id);
                }
            }
            assertAllWell("backup, call " + call);
            assertAllWellToAnother("backup, call " + call);
            store.remove(id);
            whole.remove(id);
        }
        assertThat(call).isGreaterThan(10);
    }

    private boolean isThere(BackupId id) throws IOException {
        return store.list().stream().anyMatch(backup -> backup.id().equals(id));
    }

    @ParameterizedTest
    @EnumSource
    void restores(How how) throws IOException {
        int call = 0;
        boolean failed = true;
        while (failed) {
            int number = ++call;
            store.clearCache();
            failed = failsAt(number, how, () -> {
                try (FileTree tree = store.open(FIRST)) {
                    DirectorySink.into(folder.resolve("restored-" + number), 2, notice -> {})
                            .write(tree, Progress.NONE);
                }
            });
            assertAllWell("restore, call " + number);
        }
        assertThat(call).isGreaterThan(5);
    }

    /** Trouble with reading is not damage. */
    @ParameterizedTest
    @EnumSource
    void verifications(How how) throws IOException {
        int call = 0;
        boolean failed = true;
        while (failed) {
            store.clearCache();
            failed = failsAt(++call, how, () -> {
                VerifyReport report = store.verify(FIRST, VerifyLevel.DATA, Progress.NONE);
                assertThat(report.damages()).isEmpty();
            });
            assertAllWell("verification, call " + call);
        }
        assertThat(call).isGreaterThan(5);
    }

    @ParameterizedTest
    @EnumSource
    void removals(How how) throws IOException {
        int call = 0;
        boolean failed = true;
        while (failed) {
            BackupId id = BackupMaker.id(10 + ++call);
            backUp(id);
            failed = failsAt(call, how, () -> store.remove(id));
            if (!isThere(id)) {
                whole.remove(id);
            }
            assertAllWell("removal, call " + call);
            if (whole.remove(id) != null) {
                store.remove(id);
            }
            assertThat(isThere(id)).isFalse();
        }
        assertThat(call).isGreaterThan(4);
    }

    @ParameterizedTest
    @EnumSource
    void notes(How how) throws IOException {
        int call = 0;
        boolean failed = true;
        while (failed) {
            String before = store.get(FIRST).notes().note();
            String after = "note " + ++call;
            failed = failsAt(call, how, () -> store.annotate(FIRST, notes -> notes.withNote(after)));
            assertThat(store.get(FIRST).notes().note()).isIn(before, after);
            store.annotate(FIRST, notes -> notes.withNote(after));
            assertThat(store.get(FIRST).notes().note()).isEqualTo(after);
            assertAllWell("notes, call " + call);
            store.cleanUp();
            assertThat(store.residue()).isEmpty();
            assertAllWell("notes, tidied, call " + call);
        }
        assertThat(call).isGreaterThan(3);
    }

    @ParameterizedTest
    @EnumSource
    void openings(How how) throws IOException {
        int call = 0;
        boolean failed = true;
        while (failed) {
            store.close();
            failed = failsAt(++call, how, () -> store = open());
            store.close();
            store = open();
            assertAllWell("opening, call " + call);
        }
        assertThat(call).isGreaterThan(3);
    }

    @ParameterizedTest
    @EnumSource
    void lists(How how) throws IOException {
        int call = 0;
        boolean failed = true;
        while (failed) {
            store.close();
            store = open();
            failed = failsAt(++call, how, () -> {
                assertThat(store.list()).hasSize(2);
                store.usage();
                store.figures();
                store.manifest(FIRST);
            });
            assertAllWell("list, call " + call);
        }
        assertThat(call).isGreaterThan(5);
    }

    @ParameterizedTest
    @EnumSource
    void freeingSpace(How how) throws IOException {
        int call = 0;
        boolean failed = true;
        while (failed) {
            BackupId id = BackupMaker.id(10 + ++call);
            live.file("changing", bytes(300_000));
            backUp(id);
            store.remove(id);
            whole.remove(id);
            failed = failsAt(call, how, () -> store.prune(new PruneOptions(0, Long.MAX_VALUE), false, Progress.NONE));
            assertAllWell("freeing space, call " + call);
            // Or each time there would be more to do.
            store.prune(new PruneOptions(0, Long.MAX_VALUE), false, Progress.NONE);
            assertAllWell("freed, call " + call);
        }
        assertThat(call).isGreaterThan(10);
    }

    /** One fault is nothing that anybody hears of where calls are tried again. */
    @ParameterizedTest
    @EnumSource(names = {"ONCE", "AFTERWARDS"})
    void whereCallsAreTriedAgainNothingFails(How how) throws IOException {
        store.close();
        store = open(new RetryingStorage(storage, 2, Duration.ofMillis(1)));
        int call = 0;
        boolean failed = true;
        while (failed) {
            BackupId id = BackupMaker.id(10 + ++call);
            live.file("changing", bytes(100_000));
            store.clearCache();
            storage.breakAt(call, how, code(call));
            backUp(id);
            store.annotate(id, notes -> notes.withNote("made"));
            assertThat(store.verify(id, VerifyLevel.DATA, Progress.NONE).damages())
                    .isEmpty();
            store.remove(id);
            failed = !storage.mend().isEmpty();
            whole.remove(id);
            assertAllWell("tried again, call " + call);
        }
        assertThat(call).isGreaterThan(30);
    }
}
