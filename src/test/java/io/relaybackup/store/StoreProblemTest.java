package io.relaybackup.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.store.StoreUnavailableException;
import io.relaybackup.problem.Problem;
import io.relaybackup.problem.Problems;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoreProblemTest {

    private final Store store = new Store(
            "local", "directory", "/srv/store", Optional.of(Path.of("/srv/store")), Optional.empty(), new FakeStore());

    private static IOException full(String path) {
        return new FileSystemException(path, null, "No space left on device");
    }

    @Test
    void namesTheFileRelativeToTheStore() {
        Problem problem = store.problem(full("/srv/store/.partial/backup-1/users/ada.json"));
        assertThat(problem.status()).isEqualTo(507);
        assertThat(problem.code()).isEqualTo("ENOSPC");
        assertThat(problem.path()).isEqualTo(".partial/backup-1/users/ada.json");
        assertThat(problem.store()).isEqualTo("local");
    }

    @Test
    void namesTheFileThatKeptTheStoreAway() {
        Problem problem = store.problem(new StoreUnavailableException("away", full("/srv/store/.lock")));
        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.path()).isEqualTo(".lock");
    }

    @Test
    void showsNoPathOutsideTheStore() {
        assertThat(store.problem(full("/etc/shadow")).path()).isNull();
        assertThat(Problems.of(full("/srv/store/file")).path()).isNull();
        assertThat(Problems.of(full("file")).path()).isEqualTo("file");
    }
}
