package io.relaybackup.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.crash.FaultTrial;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.BackupNotFoundException;
import io.relaybackup.engine.store.RecordingListener;
import io.relaybackup.engine.store.StoredBackup;
import io.relaybackup.engine.tree.FileTree;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service with a repository on a disk that fails while it works, and then is well again. It goes on, does the same
 * once more, and ends; what is left is judged as that of a crash.
 */
final class FaultyRepository implements FaultTrial.Service {

    /** Where another repository is. */
    static final String ELSEWHERE = "elsewhere";

    private final CrashingRepository repository;
    private final Path disk;
    private final Work work;
    private final List<String> told;
    private @Nullable RepositoryStore store;

    /**
     * What the disk fails in.
     *
     * @param begun what is told before
     * @param ended what is told when it has succeeded
     */
    record Task(String operation, List<String> begun, List<String> ended, boolean initialize, Work work) {

        FaultTrial on(CrashingRepository repository) throws IOException {
            return FaultTrial.of(operation, repository.scratch(), repository.disk(), root -> {
                FaultyRepository service = new FaultyRepository(repository, root, this);
                if (!initialize) {
                    service.store();
                }
                return service;
            });
        }
    }

    interface Work {
        void on(FaultyRepository service) throws Exception;
    }

    private final Task task;

    private FaultyRepository(CrashingRepository repository, Path disk, Task task) {
        this.repository = repository;
        this.disk = disk;
        this.task = task;
        this.work = task.work();
        this.told = new ArrayList<>(task.begun());
    }

    /** Opened at its first use. */
    RepositoryStore store() throws IOException {
        RepositoryStore present = store;
        if (present == null) {
            present = CrashingRepository.open(disk, task.initialize());
            store = present;
        }
        return present;
    }

    Path disk() {
        return disk;
    }

    /** Backs the source up as it is. */
    void backUp(BackupId id) throws IOException {
        RepositoryStore there = store();
        List<StoredBackup> all = there.list();
        RecordingListener listener = new RecordingListener();
        try (FileTree tree = repository.live().tree()) {
            BackupMaker.make(there, id, tree, all.isEmpty() ? null : all.get(0).id(), listener);
        }
        assertThat(listener.failures()).as("what was not taken").isEmpty();
    }

    @Override
    public void work() throws Exception {
        work.on(this);
    }

    @Override
    public void judge(@Nullable Exception failure) throws Exception {
        if (failure != null) {
            again();
        }
        told.addAll(task.ended());
        close();
        Path real = repository.disk().getFileSystem().getPath(disk.toString());
        repository.judge(real, told);
        if (Files.exists(real.resolve(ELSEWHERE))) {
            repository.judgeCopies(real.resolve(ELSEWHERE));
        }
    }

    private void again() throws AssertionError {
        try {
            work.on(this);
        } catch (FileAlreadyExistsException | BackupNotFoundException e) {
            // It had been done in spite of the failure.
            return;
        } catch (Exception e) {
            throw new AssertionError("it fails without faults", e);
        }
    }

    @Override
    public void close() throws IOException {
        if (store != null) {
            store.close();
            store = null;
        }
    }
}
