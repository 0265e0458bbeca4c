package io.relaybackup.engine.plain;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.crash.FaultTrial;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.store.TreeText;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.store.VerifyReport;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lets the disk of a plain store fail at every call of everything that the store does. */
class PlainStoreFaultTest {

    private FaultyStore.Scene scene;

    @BeforeEach
    void make() throws Exception {
        scene = FaultyStore.Scene.make();
    }

    @AfterEach
    void close() throws Exception {
        scene.close();
    }

    private static void assertAllWell(FaultTrial trial) throws Exception {
        assertThat(trial.run().failures()).isEmpty();
    }

    @Test
    void theFirstBackup() throws Exception {
        assertAllWell(scene.trialOfStart("plain: start, first backup", service -> service.backUp(10)));
    }

    @Test
    void backup() throws Exception {
        scene.backUp(1);
        scene.backUp(2);
        assertAllWell(scene.trial("plain: backup", service -> service.backUp(10)));
    }

    @Test
    void remove() throws Exception {
        threeBackups();
        BackupId id = BackupMaker.id(1);
        assertAllWell(scene.trial("plain: remove", service -> {
            service.mayGo(id);
            service.store().remove(id);
        }));
    }

    private void threeBackups() throws Exception {
        scene.backUp(1);
        scene.backUp(2);
        scene.backUp(3);
    }

    @Test
    void discard() throws Exception {
        threeBackups();
        BackupId id = BackupMaker.id(2);
        assertAllWell(scene.trial("plain: discard", service -> service.store().discard(id, id.time())));
    }

    @Test
    void undelete() throws Exception {
        threeBackups();
        BackupId id = BackupMaker.id(2);
        scene.with(store -> store.discard(id, id.time()));
        assertAllWell(scene.trial("plain: undelete", service -> service.store().undelete(id)));
    }

    @Test
    void purge() throws Exception {
        threeBackups();
        BackupId id = BackupMaker.id(2);
        scene.with(store -> store.discard(id, id.time()));
        assertAllWell(scene.trial("plain: purge", service -> {
            service.mayGo(id);
            service.store().purge(id);
        }));
    }

    @Test
    void notes() throws Exception {
        threeBackups();
        BackupId id = BackupMaker.id(2);
        scene.with(store -> store.annotate(id, notes -> notes.withNote("before")));
        assertAllWell(scene.trial("plain: notes", service -> {
            StoredBackup after = service.store()
                    .annotate(id, notes -> new Notes(List.of("tag"), notes.note() + ", after", null, null));
            assertThat(after.notes().note()).startsWith("before, after");
        }));
    }

    @Test
    void list() throws Exception {
        threeBackups();
        BackupId id = BackupMaker.id(2);
        scene.with(store -> store.discard(id, id.time()));
        assertAllWell(scene.trial("plain: list, read", service -> {
            assertThat(service.store().list()).hasSize(2);
            assertThat(service.store().trash()).hasSize(1);
            service.store().usage();
            service.store().check();
            service.store().residue();
            service.store().manifest(id);
            service.store().checkRecords(id);
            try (FileTree tree = service.store().open(id)) {
                TreeText.of(tree);
            }
        }));
    }

    /** What cannot be read is told as that, and not as damage. */
    @Test
    void verify() throws Exception {
        threeBackups();
        BackupId id = BackupMaker.id(2);
        assertAllWell(scene.trial("plain: verify", service -> {
            VerifyReport report = service.store().verify(id, VerifyLevel.DATA, Progress.NONE);
            assertThat(report.damages())
                    .extracting(VerifyReport.Damage::message)
                    .allMatch(message -> message.matches("cannot be read: E[A-Z]+"));
        }));
    }

    @Test
    void copy() throws Exception {
        threeBackups();
        BackupId id = BackupMaker.id(3);
        assertAllWell(scene.trial("plain: copy", service -> service.copy(id)));
    }

    /** What cannot be read never passes for a backup that a script made, nor one of those for damaged or gone. */
    @Test
    void externalBackups() throws Exception {
        BackupId old = BackupMaker.id(1);
        BackupId older = BackupMaker.id(2);
        scene.putExternal(old);
        scene.putExternal(older);
        scene.backUp(3);
        assertAllWell(scene.trial("plain: external backups", service -> {
            PlainStore store = service.store();
            assertThat(store.list()).hasSizeBetween(2, 3);
            try (FileTree tree = store.open(old)) {
                TreeText.of(tree);
            }
            assertThat(store.verify(old, VerifyLevel.DATA, Progress.NONE).damages())
                    .extracting(VerifyReport.Damage::message)
                    .allMatch(message -> message.matches("cannot be read: E[A-Z]+"));
            store.annotate(old, notes -> notes.withNote("old"));
            service.mayGo(older);
            store.remove(older);
        }));
    }
}
