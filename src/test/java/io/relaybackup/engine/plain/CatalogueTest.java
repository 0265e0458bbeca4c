package io.relaybackup.engine.plain;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.LiveFolder;
import io.relaybackup.engine.store.StoredBackup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogueTest {

    private final Path folder;

    private final StoppedClock clock = new StoppedClock();

    private final PlainStore store;

    CatalogueTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectory(folder.resolve("data"));
        this.store = PlainStore.open(folder.resolve("backups"), "here", clock);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private void make(int number) throws IOException {
        BackupMaker.make(store, BackupMaker.id(number), new LiveFolder(folder.resolve("data")), null);
    }

    private Path backup(int number) {
        return folder.resolve("backups").resolve(BackupMaker.id(number).value());
    }

    @Test
    void whatThisProcessDoesIsSeenAtOnce() throws IOException {
        assertThat(store.list()).isEmpty();
        make(1);
        assertThat(store.list()).hasSize(1);
        store.annotate(BackupMaker.id(1), notes -> notes.withNote("seen"));
        assertThat(store.list().get(0).notes().note()).isEqualTo("seen");
        store.remove(BackupMaker.id(1));
        assertThat(store.list()).isEmpty();
    }

    @Test
    void whatOthersDoIsSeenWithinASecond() throws IOException {
        make(1);
        make(2);
        assertThat(store.list()).hasSize(2);
        Files.move(backup(1), folder.resolve("taken"));
        clock.advance(Duration.ofMillis(999));
        assertThat(store.list()).hasSize(2);
        clock.advance(Duration.ofMillis(1));
        assertThat(store.list()).extracting(StoredBackup::id).containsExactly(BackupMaker.id(2));
        Files.move(folder.resolve("taken"), backup(1));
        clock.advance(Duration.ofSeconds(1));
        assertThat(store.list()).hasSize(2);
    }

    @Test
    void notesThatOthersReplaceAreReadAgain() throws IOException {
        make(1);
        assertThat(store.get(BackupMaker.id(1)).notes().note()).isNull();
        Files.writeString(backup(1).resolve(".backup/notes.json"), "{\"note\":\"by hand\"}");
        clock.advance(Duration.ofSeconds(1));
        assertThat(store.get(BackupMaker.id(1)).notes().note()).isEqualTo("by hand");
    }

    @Test
    void aClockThatGoesBackHidesNothing() throws IOException {
        make(1);
        assertThat(store.list()).hasSize(1);
        clock.advance(Duration.ofDays(-1));
        Files.move(backup(1), folder.resolve("taken"));
        assertThat(store.list()).isEmpty();
    }

    @Test
    void whatIsNoBackupIsLeftAlone() throws IOException {
        Path backups = folder.resolve("backups");
        Files.createDirectory(backups.resolve("photos"));
        Files.createDirectory(backups.resolve("backup-2025-02-31T00-00-00-000Z"));
        Files.createDirectory(backups.resolve("backup-2025-09-18T16-08-34-266Z"));
        Files.writeString(backups.resolve("backup-2025-09-19T16-08-34-266Z"), "a file");
        make(1);
        clock.advance(Duration.ofSeconds(2));
        assertThat(store.list()).extracting(StoredBackup::id).containsExactly(BackupMaker.id(1));
        assertThat(store.residue()).isEmpty();
        assertThat(store.cleanUp()).isEmpty();
        assertThat(backups.resolve("photos")).exists();
    }

    /** Stands still until it is moved. */
    private static final class StoppedClock extends Clock {

        private Instant now = Instant.now().plusSeconds(3600);

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
