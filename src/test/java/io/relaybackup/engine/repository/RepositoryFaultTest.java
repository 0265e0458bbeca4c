package io.relaybackup.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.repository.FaultyRepository.Task;
import io.relaybackup.engine.repository.FaultyRepository.Work;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.Promises.Deed;
import io.relaybackup.engine.store.PruneOptions;
import io.relaybackup.engine.store.StoreKey;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.TreeText;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.store.VerifyReport;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lets the disk of a repository fail at every call of everything that the repository does. */
class RepositoryFaultTest {

    private CrashingRepository repository;

    @BeforeEach
    void make() throws IOException {
        repository = new CrashingRepository();
    }

    @AfterEach
    void close() throws IOException {
        repository.close();
    }

    private void assertAllWell(String operation, List<String> begun, List<String> ended, Work work) throws Exception {
        assertThat(new Task(operation, begun, ended, false, work)
                        .on(repository)
                        .run()
                        .failures())
                .isEmpty();
    }

    private void assertAllWell(String operation, Work work) throws Exception {
        assertAllWell(operation, List.of(), List.of(), work);
    }

    private void threeBackups() throws IOException {
        repository.before(store -> {
            repository.backUp(store);
            repository.write(2);
            repository.backUp(store);
            Files.delete(repository.live().at("chain/noise"));
            repository.write(3);
            repository.backUp(store);
        });
    }

    @Test
    void initAndTheFirstBackup() throws Exception {
        BackupId id = repository.nextIsRemembered();
        Task task = new Task(
                "repository: init, first backup",
                List.of(Deed.MAKE.begun(id)),
                List.of(CrashingRepository.INITIALIZED, Deed.MAKE.done(id)),
                true,
                service -> service.backUp(id));
        assertThat(task.on(repository).run().failures()).isEmpty();
    }

    @Test
    void backup() throws Exception {
        threeBackups();
        repository.write(4);
        BackupId id = repository.nextIsRemembered();
        assertAllWell(
                "repository: backup",
                List.of(Deed.MAKE.begun(id)),
                List.of(Deed.MAKE.done(id)),
                service -> service.backUp(id));
    }

    @Test
    void remove() throws Exception {
        threeBackups();
        BackupId id = BackupMaker.id(1);
        assertAllWell(
                "repository: remove",
                List.of(Deed.REMOVE.begun(id)),
                List.of(Deed.REMOVE.done(id)),
                service -> service.store().remove(id));
    }

    @Test
    void discard() throws Exception {
        threeBackups();
        BackupId id = BackupMaker.id(2);
        assertAllWell(
                "repository: discard", List.of(Deed.DISCARD.begun(id)), List.of(Deed.DISCARD.done(id)), service -> {
                    service.store().discard(id, id.time());
                    assertThat(service.store().trash())
                            .extracting(StoredBackup::id)
                            .containsExactly(id);
                });
    }

    @Test
    void undelete() throws Exception {
        threeBackups();
        BackupId id = BackupMaker.id(2);
        repository.before(store -> store.discard(id, id.time()));
        assertAllWell(
                "repository: undelete",
                List.of(Deed.UNDELETE.begun(id)),
                List.of(Deed.UNDELETE.done(id)),
                service -> service.store().undelete(id));
    }

    @Test
    void purge() throws Exception {
        threeBackups();
        BackupId id = BackupMaker.id(2);
        repository.before(store -> store.discard(id, id.time()));
        assertAllWell(
                "repository: purge",
                List.of(Deed.PURGE.begun(id)),
                List.of(Deed.PURGE.done(id)),
                service -> service.store().purge(id));
    }

    @Test
    void notes() throws Exception {
        threeBackups();
        BackupId id = BackupMaker.id(2);
        repository.before(store -> store.annotate(id, notes -> notes.withNote("before")));
        assertAllWell("repository: notes", service -> {
            service.store().annotate(id, notes -> new Notes(List.of("tag"), notes.note() + ", after", null, null));
            assertThat(service.store().get(id).notes().note()).startsWith("before, after");
        });
    }

    @Test
    void read() throws Exception {
        threeBackups();
        BackupId id = BackupMaker.id(2);
        assertAllWell("repository: list, read", service -> {
            assertThat(service.store().list()).hasSize(3);
            service.store().usage();
            service.store().figures();
            service.store().check();
            service.store().residue();
            service.store().manifest(id);
            service.store().checkRecords(id);
            try (FileTree tree = service.store().open(id)) {
                TreeText.of(tree);
            }
        });
    }

    /** What cannot be read is told as that, and not as damage. */
    @Test
    void verify() throws Exception {
        threeBackups();
        BackupId id = BackupMaker.id(2);
        assertAllWell("repository: verify", service -> {
            VerifyReport report = service.store().verify(id, VerifyLevel.DATA, Progress.NONE);
            assertThat(report.damages()).isEmpty();
        });
    }

    @Test
    void prune() throws Exception {
        threeBackups();
        repository.before(store -> store.remove(BackupMaker.id(1)));
        assertAllWell(
                "repository: prune",
                service -> service.store().prune(new PruneOptions(0, Long.MAX_VALUE), false, Progress.NONE));
    }

    @Test
    void repair() throws Exception {
        threeBackups();
        try (var index = Files.list(repository.disk().resolve("repository/index"))) {
            Files.delete(index.sorted().findFirst().orElseThrow());
        }
        assertAllWell(
                "repository: repair",
                service -> assertThat(service.store()
                                .repair(List.of(), false, Progress.NONE)
                                .lostFileCount())
                        .isZero());
    }

    @Test
    void copy() throws Exception {
        threeBackups();
        BackupId id = BackupMaker.id(3);
        repository.with(FaultyRepository.ELSEWHERE, store -> store.list());
        assertAllWell("repository: copy", service -> {
            try (RepositoryStore to =
                    CrashingRepository.open(service.disk().resolve(FaultyRepository.ELSEWHERE), false)) {
                repository.copy(id, service.store(), to);
            }
        });
    }

    @Test
    void keys() throws Exception {
        threeBackups();
        byte[] other = "another password".getBytes(StandardCharsets.UTF_8);
        assertAllWell("repository: keys", service -> {
            StoreKey added = service.store().addKey(other);
            assertThat(service.store().keys()).extracting(StoreKey::id).contains(added.id());
            service.store().removeKey(added.id());
        });
    }
}
