package io.relaybackup.suspicion;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.store.ComponentStatus;
import io.relaybackup.engine.store.CountingTree;
import io.relaybackup.engine.store.LiveFolder;
import io.relaybackup.engine.store.Manifest.ComponentResult;
import io.relaybackup.engine.store.Suspicion.Reason;
import io.relaybackup.engine.tree.ContentComparison;
import io.relaybackup.engine.tree.FileTree;
import io.relaybackup.engine.tree.Progress;
import io.relaybackup.engine.tree.TreeDiff;
import io.relaybackup.source.Component;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is judged of a document that somebody is writing while it is looked at. */
class ComponentComparisonTest {

    private static final Limits LIMITS = new Limits(50, 50, 100, 10, 10, 0, 0, 10, List.of());

    private static final Component USERS = new Component("users", "", List.of(), false, List.of(), List.of());

    private static final ComponentResult RESULT = new ComponentResult(
            "users", "", ComponentStatus.SUCCESS, "/", false, List.of(), List.of(), List.of(), 1, 10, null, List.of());

    private static final int NEVER = Integer.MAX_VALUE;

    @TempDir
    Path folder;

    private LiveFolder good;
    private LiveFolder live;
    private int opened;

    @BeforeEach
    void layOut() throws IOException {
        good = new LiveFolder(Files.createDirectory(folder.resolve("good"))).file("users.json", "{\"users\": [1]}");
        live = new LiveFolder(Files.createDirectory(folder.resolve("live")));
    }

    /** Whose document is whole again when it is opened for the n-th time. */
    private List<Reason> judge(String content, int mended) throws IOException {
        live.file("users.json", content);
        ComponentChanges changes = ComponentChanges.walked(LIMITS);
        CountingTree counting = new CountingTree(live.tree()).opening(nth -> {
            if (nth == mended) {
                live.file("users.json", "{\"users\": [1, 2]}");
            }
        });
        try (FileTree before = good.tree();
                FileTree now = counting) {
            TreeDiff.between(before, now, ContentComparison.STAMP, changes::accept, Progress.NONE);
            List<Reason> reasons =
                    new ComponentComparison(USERS, LIMITS, RESULT, RESULT, before, now, Progress.NONE).judge(changes);
            opened = counting.read().size();
            return reasons;
        }
    }

    @Test
    void aDocumentThatIsBeingWrittenIsReadAgainBeforeItCountsAsBroken() throws IOException {
        assertThat(judge("{\"users\": [1, 2, 3]}", NEVER)).isEmpty();
        int whole = opened;

        assertThat(judge("{\"users\": [1, 2", whole + 1)).isEmpty();
        assertThat(judge("{\"users\": [1, 2", whole + 3)).isEmpty();
        assertThat(opened).isEqualTo(whole + 3);

        assertThat(judge("{\"users\": [1, 2", NEVER)).extracting(Reason::rule).containsExactly("unparsable");
        assertThat(opened).isEqualTo(whole + 3);
    }
}
