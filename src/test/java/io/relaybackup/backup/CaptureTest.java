package io.relaybackup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.store.BackupStatus;
import io.relaybackup.engine.store.ChangeClass;
import io.relaybackup.engine.store.ComponentStatus;
import io.relaybackup.engine.store.Manifest.ComponentResult;
import io.relaybackup.engine.store.Manifest.Failure;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.EntryType;
import io.relaybackup.engine.tree.Metadata;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.engine.tree.TreeProblem;
import io.relaybackup.source.Component;
import io.relaybackup.source.Source;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CaptureTest {

    private static final Metadata METADATA = new Metadata(0600, 0, 0, Instant.EPOCH, Map.of());

    private static final Source SOURCE = new Source(
            Path.of("/data"),
            Path.of("/"),
            "host",
            List.of(
                    component("users", false, "users"),
                    component("chain", true, "chain", "nonces"),
                    component(Component.ADDITIONAL, false)));

    private final Capture capture = new Capture(SOURCE, SOURCE.components());

    private static Component component(String name, boolean required, String... paths) {
        return new Component(
                name, name, List.of(paths).stream().map(TreePath::of).toList(), required, List.of(), List.of());
    }

    private void directory(String path) {
        capture.written(Entry.directory(TreePath.of(path), METADATA), ChangeClass.NEW, 0);
    }

    private void file(String path, long size) {
        capture.written(Entry.file(TreePath.of(path), size, METADATA), ChangeClass.NEW, size);
    }

    /** All results, by name; made once, as a run does. */
    private Results results() {
        return new Results(capture.results("/backups/x"));
    }

    private record Results(List<ComponentResult> all) {

        ComponentResult get(String name) {
            return all.stream().filter(r -> r.name().equals(name)).findFirst().orElseThrow();
        }

        Failure errorOf(String name) {
            return Objects.requireNonNull(get(name).error());
        }
    }

    @Test
    void filesAndBytesAreCountedByComponent() {
        directory("chain");
        file("chain/chain.jsonl", 100);
        file("nonces", 5);
        file("key.dat", 7);

        Results results = results();

        assertThat(results.get("chain"))
                .satisfies(r -> assertThat(r.status()).isEqualTo(ComponentStatus.SUCCESS))
                .satisfies(r -> assertThat(r.files()).isEqualTo(2))
                .satisfies(r -> assertThat(r.bytes()).isEqualTo(105))
                .satisfies(r -> assertThat(r.path()).isEqualTo("/backups/x/chain"));
        assertThat(results.get("users").status()).isEqualTo(ComponentStatus.SKIPPED);
        assertThat(results.get(Component.ADDITIONAL).bytes()).isEqualTo(7);
        assertThat(results.get(Component.ADDITIONAL).claimed()).containsExactly("chain", "nonces", "users");
        assertThat(Capture.status(results.all())).isEqualTo(BackupStatus.COMPLETE);
    }

    @Test
    void aMissingPathFailsARequiredComponentAndNoOther() {
        directory("chain");
        directory("users");

        Results results = results();

        assertThat(results.get("chain").status()).isEqualTo(ComponentStatus.FAILED);
        assertThat(results.errorOf("chain").code()).isEqualTo("ENOENT");
        assertThat(results.errorOf("chain").path()).isEqualTo("nonces");
        assertThat(results.get("users").status()).isEqualTo(ComponentStatus.SUCCESS);
        assertThat(Capture.status(results.all())).isEqualTo(BackupStatus.INCOMPLETE);
    }

    @Test
    void whatAStoreHasNoPlaceForIsAWarning() {
        directory("chain");
        file("nonces", 1);
        Entry fifo = new Entry(TreePath.of("chain/fifo"), EntryType.FIFO, 0, METADATA, null, null, null);
        capture.leftOut(fifo, "left out, as it is a fifo");

        ComponentResult result = results().get("chain");

        assertThat(result.status()).isEqualTo(ComponentStatus.SUCCESS);
        assertThat(result.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.path()).isEqualTo("chain/fifo"));
    }

    @Test
    void aFileThatCannotBeReadFailsItsComponentWithTheSystemsCode() {
        directory("chain");
        file("nonces", 1);
        capture.problem(TreeProblem.error(TreePath.of("chain/secret"), "EACCES", "cannot be read"));

        Failure error = results().errorOf("chain");

        assertThat(error.code()).isEqualTo("EACCES");
        assertThat(error.path()).isEqualTo("chain/secret");
    }

    @Test
    void aFileWhoseContentCannotBeHadFailsItsComponent() {
        directory("chain");
        directory("users");
        file("nonces", 1);
        capture.failed(Entry.file(TreePath.of("chain/key"), 7, METADATA), new AccessDeniedException("/data/chain/key"));

        Results results = results();

        assertThat(results.get("chain").status()).isEqualTo(ComponentStatus.FAILED);
        assertThat(results.errorOf("chain")).isEqualTo(new Failure("EACCES", "cannot be read: EACCES", "chain/key"));
        assertThat(Capture.status(results.all())).isEqualTo(BackupStatus.INCOMPLETE);
    }

    @Test
    void aFileThatVanishedBeforeItWasReadIsWarnedOf() {
        directory("users");
        capture.failed(Entry.file(TreePath.of("users/a"), 7, METADATA), new NoSuchFileException("/data/users/a"));

        ComponentResult users = results().get("users");

        assertThat(users.status()).isEqualTo(ComponentStatus.SUCCESS);
        assertThat(users.warnings()).anyMatch(w -> w.path().equals("users/a"));
    }

    @Test
    void withNothingThereTheBackupFailed() {
        assertThat(Capture.status(capture.results("/b"))).isEqualTo(BackupStatus.FAILED);
    }

    @Test
    void troubleWithTheWholeDirectoryIsEveryComponents() {
        capture.problem(TreeProblem.error(TreePath.ROOT, "EIO", "cannot be listed"));

        assertThat(capture.results("/b")).allMatch(r -> r.status() == ComponentStatus.FAILED);
    }

    @Test
    void aComponentThatIsASymlinkIsWarnedOf() {
        capture.written(
                Entry.symlink(TreePath.of("users"), io.relaybackup.engine.tree.RawText.utf8("/mnt"), METADATA),
                ChangeClass.NEW,
                0);

        assertThat(results().get("users").warnings()).anyMatch(w -> w.message().contains("symlink"));
    }

    @Test
    void warningsBeyondAFewHundredAreCountedOnly() {
        for (int i = 0; i < 500; i++) {
            capture.problem(TreeProblem.warning(TreePath.of("users/" + i), "changed while it was read"));
        }
        file("users/a", 1);

        List<io.relaybackup.engine.store.Manifest.Warning> warnings =
                results().get("users").warnings();

        assertThat(warnings).hasSizeLessThan(250);
        assertThat(warnings.get(warnings.size() - 1).message()).contains("more warnings");
    }
}
