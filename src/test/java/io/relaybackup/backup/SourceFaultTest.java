package io.relaybackup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.crash.FaultTrial;
import io.relaybackup.crash.Scratch;
import io.relaybackup.engine.directory.CaptureSettings;
import io.relaybackup.engine.directory.DirectoryTree;
import io.relaybackup.engine.plain.PlainStore;
import io.relaybackup.engine.store.BackupDraft;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.ComponentStatus;
import io.relaybackup.engine.store.LiveFolder;
import io.relaybackup.engine.store.Manifest.ComponentResult;
import io.relaybackup.engine.store.Manifest.Failure;
import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.TreeText;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreePath;
import io.relaybackup.source.Component;
import io.relaybackup.source.ComponentRules;
import io.relaybackup.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Lets the disk of the source fail at every call of reading it: what cannot be read fails its component, by code and
 * path, and the others are whole; nothing that is there ever passes for gone.
 */
class SourceFaultTest {

    private Scratch scratch;
    private Path disk;
    private PlainStore store;
    private int made;

    @BeforeEach
    void layOut() throws IOException {
        scratch = Scratch.make();
        disk = scratch.directory("original");
        store = PlainStore.open(scratch.directory("store"), "here", LiveFolder.CLOCK);
        new LiveFolder(disk)
                .file("data/chain/blocks.jsonl", "{\"block\":1}\n{\"block\":2}\n")
                .file("data/chain/old/blocks.jsonl", "{\"block\":0}\n")
                .file("data/users/ada.json", "{}")
                .file("data/users/deep/er/profile", "profile")
                .symlink("data/users/link", "ada.json")
                .file("data/else/where", "x".repeat(9000));
    }

    @AfterEach
    void close() throws IOException {
        store.close();
        scratch.close();
    }

    private static Source source(Path root) {
        return new Source(
                root.resolve("data"),
                root,
                "host",
                List.of(component("chain"), component("users"), component(Component.ADDITIONAL)));
    }

    private static Component component(String name) {
        boolean additional = name.equals(Component.ADDITIONAL);
        return new Component(
                name, "", additional ? List.of() : List.of(TreePath.of(name)), !additional, List.of(), List.of());
    }

    /** Reads a source and keeps what there is of it. */
    private final class Reading implements FaultTrial.Service {

        private final Source source;
        private final BackupId id = BackupMaker.id(++made);
        private Capture capture;

        private Reading(Path root) throws IOException {
            source = source(root);
            mark(root, "data/users/ada.json");
            mark(root, "data/users/deep");
            capture = new Capture(source, source.components());
        }

        /** Where the disk has extended attributes. */
        private void mark(Path root, String path) throws IOException {
            Path place = Path.of(root.resolve(path).toString());
            if (Files.getFileStore(place).supportsFileAttributeView("user")) {
                Files.setAttribute(place, "user:mark", new byte[] {1, 2, 3});
            }
        }

        @Override
        public void work() throws IOException {
            capture = new Capture(source, source.components());
            try (BackupDraft draft = store.begin(id);
                    FileTree tree = tree()) {
                draft.write(tree, null, capture, Progress.NONE);
                draft.commit(BackupMaker.manifest(id), Notes.NONE);
            }
        }

        private FileTree tree() throws IOException {
            return DirectoryTree.open(
                    source.dataDirectory(),
                    new ComponentRules(source, source.components()),
                    CaptureSettings.defaults(),
                    capture::problem,
                    LiveFolder.CLOCK);
        }

        @Override
        public void judge(@Nullable Exception failure) throws IOException {
            List<String> live;
            try (FileTree tree = tree()) {
                live = TreeText.of(tree);
            }
            if (failure != null) {
                work();
                failureIsOver();
            } else {
                judgeComponents(live);
            }
            try (FileTree kept = store.open(id)) {
                assertThat(failure == null || TreeText.of(kept).equals(live)).isTrue();
            }
            store.remove(id);
            work();
            failureIsOver();
            try (FileTree kept = store.open(id)) {
                assertThat(TreeText.of(kept)).isEqualTo(live);
            }
            store.remove(id);
        }

        private void failureIsOver() {
            assertThat(capture.results("/b"))
                    .extracting(ComponentResult::status)
                    .containsOnly(ComponentStatus.SUCCESS);
        }

        private void judgeComponents(List<String> live) throws IOException {
            List<String> kept;
            try (FileTree tree = store.open(id)) {
                kept = TreeText.of(tree);
            }
            for (ComponentResult result : capture.results("/b")) {
                // A component's second failure is told as a warning; that nothing went away is known.
                assertThat(result.warnings())
                        .allMatch(warning -> warning.message().matches("(E[A-Z]+): cannot.*\\1"));
                Failure error = result.error();
                if (error == null) {
                    assertThat(result.warnings()).isEmpty();
                    assertThat(of(result, kept)).as(result.name()).isEqualTo(of(result, live));
                    continue;
                }
                assertThat(error.path()).isNotNull();
                assertThat(error.message()).isEqualTo("cannot be read: " + error.code());
                assertThat(error.code()).isIn("EIO", "EACCES", "EMFILE", "ETIMEDOUT");
                assertThat(of(result, live)).containsAll(of(result, kept));
            }
        }

        /** The lines of a component. */
        private List<String> of(ComponentResult component, List<String> lines) {
            return lines.stream()
                    .filter(line -> source.componentOf(TreePath.percentDecoded(line.substring(0, line.indexOf(' '))))
                            .name()
                            .equals(component.name()))
                    .toList();
        }

        @Override
        public void close() {}
    }

    @Test
    void reading() throws Exception {
        assertThat(FaultTrial.of("source: backup", scratch, disk, Reading::new)
                        .atEveryCall()
                        .run()
                        .failures())
                .isEmpty();
    }
}
