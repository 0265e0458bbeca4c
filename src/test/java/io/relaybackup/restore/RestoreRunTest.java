package io.relaybackup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.relaybackup.engine.store.BackupId;
import io.relaybackup.problem.Problem;
import io.relaybackup.problem.ProblemException;
import io.relaybackup.source.Source;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.util.FileSystemUtils;

/** What may come in between while a restore runs, and that it stops in time. */
class RestoreRunTest {

    @TempDir
    Path folder;

    private RestoreBench bench;
    private BackupId id;
    private Map<String, String> before;
    private Map<String, String> old;

    @BeforeEach
    void layOut() throws IOException {
        bench = new RestoreBench(folder);
        bench.file("chain/blocks", "one\n");
        bench.file("users/users.json", "[1]");
        bench.file("users/deep/er/profile", "profile");
        bench.file("config.json", "{}");
        id = bench.backup();
        before = Snapshot.of(bench.data);
        bench.file("chain/blocks", "one\ntwo\n");
        bench.file("users/users.json", "[1,2]");
        bench.file("users/session.tmp", "kept");
        bench.file("stray", "stray");
        old = Snapshot.of(bench.data);
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    private Problem refusal(RestoreRequest request) {
        ProblemException e =
                catchThrowableOfType(ProblemException.class, () -> bench.restore(id, request, new FakeOperation()));
        assertThat(e).isNotNull();
        assertThat(bench.data.resolve(Source.RESERVED)).doesNotExist();
        return e.problem();
    }

    @Test
    void withNothingInBetweenItSucceeds() throws Exception {
        FakeOperation operation = new FakeOperation();

        RestoreResult result = bench.restore(id, RestoreRequest.ALL, operation);

        assertThat(operation.phases)
                .containsExactly("plan", "safety backup", "stage", "check", "sync", "compare", "swap", "clean up");
        assertThat(bench.safetyTaken).containsExactly(Set.of("additional-data", "chain", "users"));
        assertThat(result.safetyBackup()).isNotNull();
        Map<String, String> now = Snapshot.of(bench.data);
        assertThat(now.remove("users/session.tmp")).isNotNull();
        assertThat(now).isEqualTo(before);
    }

    /** Something that an application does. */
    private interface Change {
        void in(RestoreBench bench) throws IOException;
    }

    static List<Arguments> changes() {
        List<Arguments> all = new ArrayList<>();
        for (String when : List.of("after the safety backup", "after the stage")) {
            add(
                    all,
                    when,
                    "chain/blocks",
                    bench -> Files.writeString(
                            bench.data.resolve("chain/blocks"), "three\n", StandardOpenOption.APPEND));
            add(all, when, "users/deep/er/new", bench -> bench.file("users/deep/er/new", "new"));
            add(all, when, "users/deep/er/profile", bench -> Files.delete(bench.data.resolve("users/deep/er/profile")));
            add(all, when, "stray", bench -> rewriteUnseen(bench.data.resolve("stray")));
            add(all, when, "config.json", bench -> {
                Files.delete(bench.data.resolve("config.json"));
                Files.createDirectory(bench.data.resolve("config.json"));
            });
        }
        return all;
    }

    private static void add(List<Arguments> all, String when, String path, Change change) {
        all.add(Arguments.of(when, path, change));
    }

    @ParameterizedTest(name = "{1} {0}")
    @MethodSource("changes")
    void whatChangesMeanwhileStopsIt(String when, String path, Change change) throws Exception {
        Map<String, String> changed = new TreeMap<>();
        RestoreBench.Hook hook = () -> {
            change.in(bench);
            changed.putAll(Snapshot.of(bench.data));
        };
        if (when.equals("after the stage")) {
            bench.afterSync = hook;
        } else {
            bench.afterSafety = hook;
        }

        Problem problem = refusal(RestoreRequest.ALL);

        assertThat(problem.name()).isEqualTo("source-changed");
        assertThat(problem.status()).isEqualTo(409);
        assertThat(problem.path()).isEqualTo(path);
        assertThat(Snapshot.of(bench.data)).isEqualTo(changed);
    }

    /** Same size, same mtime, same inode: only the ctime tells. */
    private static void rewriteUnseen(Path file) throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, "STRAY");
        Files.setLastModifiedTime(file, time);
    }

    @Test
    void withoutASafetyBackupAChangeStopsItToo() throws Exception {
        bench.afterSync = () -> rewriteUnseen(bench.data.resolve("stray"));

        Problem problem = refusal(RestoreBench.request(false, false));

        assertThat(bench.safetyTaken).isEmpty();
        assertThat(problem.name()).isEqualTo("source-changed");
        assertThat(problem.path()).isEqualTo("stray");
        assertThat(bench.data.resolve("stray")).hasContent("STRAY");
        assertThat(bench.data.resolve("chain/blocks")).hasContent("one\ntwo\n");
    }

    @Test
    void aChangeOfWhatStaysStopsNothing() throws Exception {
        bench.afterSync = () -> bench.file("users/session.tmp", "written meanwhile");

        bench.restore(id, RestoreRequest.ALL);

        assertThat(bench.data.resolve("users/session.tmp")).hasContent("written meanwhile");
        assertThat(bench.data.resolve("chain/blocks")).hasContent("one\n");
    }

    @Test
    void forceGoesOnWhateverChanged() throws Exception {
        bench.afterSafety = () -> bench.file("chain/blocks", "something else");

        bench.restore(id, RestoreBench.request(true, true));

        assertThat(bench.data.resolve("chain/blocks")).hasContent("one\n");
    }

    @Test
    void evenByForceNothingIsOverwrittenThatThePlanDidNotKnow() throws Exception {
        Files.delete(bench.data.resolve("config.json"));
        bench.afterSync = () -> bench.file("config.json", "new");

        Problem problem = refusal(RestoreBench.request(true, true));

        assertThat(problem.name()).isEqualTo("source-changed");
        assertThat(bench.data.resolve("config.json")).hasContent("new");
        assertThat(bench.data.resolve("chain/blocks")).hasContent("one\ntwo\n");
    }

    @Test
    void whatTheSafetyBackupLeavesOutByTodaysRulesIsNotLostSilently() throws Exception {
        bench.source = bench.source(List.of("*.tmp", "users.json"));

        Problem problem = refusal(RestoreRequest.ALL);

        assertThat(problem.path()).isEqualTo("users/users.json");
        assertThat(bench.data.resolve("users/users.json")).hasContent("[1,2]");
    }

    @Test
    void notEnoughSpaceIsFoundBeforeTheFirstByte() throws Exception {
        bench.space = directory -> 1000;

        Problem problem = refusal(RestoreRequest.ALL);

        assertThat(problem.status()).isEqualTo(507);
        assertThat(problem.code()).isEqualTo("ENOSPC");
        assertThat(bench.safetyTaken).isEmpty();
        assertThat(Snapshot.of(bench.data)).isEqualTo(old);
    }

    @Test
    void spaceThatTheSafetyBackupTookIsMissedBeforeAnythingIsStaged() throws Exception {
        long[] free = {Long.MAX_VALUE};
        bench.space = directory -> free[0];
        bench.afterSafety = () -> free[0] = 1000;
        bench.afterStage = () -> {
            throw new AssertionError("staged though there is no space");
        };

        assertThat(refusal(RestoreRequest.ALL).status()).isEqualTo(507);
        assertThat(Snapshot.of(bench.data)).isEqualTo(old);
    }

    @Test
    void whatReadsBackDifferentlyIsNotSwappedIn() throws Exception {
        bench.afterStage = () -> {
            Path staged = bench.data.resolve(Source.RESERVED).resolve("new/chain/blocks");
            Files.writeString(staged, "ONE\n");
        };

        Problem problem = refusal(RestoreRequest.ALL);

        assertThat(problem.code()).isEqualTo("EIO");
        assertThat(problem.path()).isEqualTo("chain/blocks");
        assertThat(Snapshot.of(bench.data)).isEqualTo(old);
    }

    @Test
    void aBackupThatSaysOtherwiseThanWhenItWasMadeIsRefused() throws Exception {
        Path manifest = folder.resolve("store").resolve(id.value()).resolve("backup-manifest.json");
        String written = Files.readString(manifest);
        // By this the session of somebody would go.
        Files.writeString(manifest, written.replace("*.tmp", "*.tmq"));

        Problem problem = refusal(RestoreRequest.ALL);

        assertThat(problem.name()).isEqualTo("backup-damaged");
        assertThat(problem.detail()).contains("backup-manifest.json");
        assertThat(Snapshot.of(bench.data)).isEqualTo(old);
        assertThat(bench.safetyTaken).isEmpty();
    }

    @Test
    void aTargetThatSomebodyFillsMeanwhileIsLeftToThem() throws Exception {
        Path parent = Files.createDirectory(folder.resolve("targets")).toRealPath();
        Path target = parent.resolve("target");
        for (RestoreBench.Hook inTheWay : List.<RestoreBench.Hook>of(
                () -> Files.writeString(Files.createDirectory(target).resolve("theirs"), "theirs"),
                () -> Files.writeString(target, "theirs"),
                () -> Files.createSymbolicLink(target, folder))) {
            bench.afterSync = inTheWay;

            ProblemException e =
                    catchThrowableOfType(ProblemException.class, () -> bench.restoreTo(id, parent, target));

            assertThat(e).isNotNull();
            assertThat(e.problem().name()).isEqualTo("target-not-empty");
            assertThat(parent.toFile().list()).containsExactly("target");
            FileSystemUtils.deleteRecursively(target);
        }
    }

    @Test
    void whatCannotBeRemovedAfterwardsStopsNoLaterRestore() throws Exception {
        bench.files = unableToRemove("old", "left");
        FakeOperation last = new FakeOperation();
        for (int i = 0; i < 3; i++) {
            bench.file("stray", "stray " + i);
            bench.restore(id, RestoreRequest.ALL, last);
            assertThat(bench.data.resolve("stray")).doesNotExist();
            assertThat(bench.recovery().recover()).isPresent();
        }
        bench.recovery().forget(last.id());
        assertThat(bench.recovery().recover()).isEmpty();
        assertThat(bench.data.resolve(Source.RESERVED)).exists();

        bench.files = CutSwapFiles.endless();
        assertThat(bench.recovery().recover()).isEmpty();
        assertThat(bench.data.resolve(Source.RESERVED)).doesNotExist();
    }

    /** As when an ordinary user's restore replaced a directory of somebody else's. */
    private static SwapFiles unableToRemove(String... names) {
        SwapFiles real = CutSwapFiles.endless();
        return (SwapFiles) Proxy.newProxyInstance(
                SwapFiles.class.getClassLoader(), new Class<?>[] {SwapFiles.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("remove")
                            && arguments[0] instanceof Path path
                            && List.of(names).contains(path.getFileName().toString())
                            && real.exists(path)) {
                        throw new AccessDeniedException(path.toString());
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }

    @Test
    void whatCannotBeForcedToDiskIsNotSwappedIn() throws Exception {
        bench.afterSync = () -> {
            throw new FileSystemException("x", null, "Input/output error");
        };

        assertThatThrownBy(() -> bench.restore(id, RestoreRequest.ALL)).isInstanceOf(FileSystemException.class);

        assertThat(Snapshot.of(bench.data)).isEqualTo(old);
        assertThat(bench.data.resolve(Source.RESERVED)).doesNotExist();
    }

    @Test
    void cancelledAtAnyMomentItLeavesNothingBehind() throws Exception {
        RestoreRequest request = RestoreBench.request(false, false);
        boolean cancelled = true;
        int moments = 0;
        while (cancelled) {
            try {
                bench.restore(id, request, new FakeOperation(moments));
                cancelled = false;
            } catch (CancellationException e) {
                moments++;
                assertThat(Snapshot.of(bench.data)).isEqualTo(old);
                assertThat(bench.data.resolve(Source.RESERVED)).doesNotExist();
            }
        }
        assertThat(moments).isGreaterThan(20);
        assertThat(bench.data.resolve("chain/blocks")).hasContent("one\n");
    }

    @Test
    void aWholeRestoreThatDiesAtAnyStepLeavesTheOldOrTheNew() throws Exception {
        RestoreRequest request = RestoreBench.request(false, false);
        int steps = 0;
        int olds = 0;
        boolean died = true;
        while (died) {
            bench.files = new CutSwapFiles(steps);
            try {
                bench.restore(id, request);
                died = false;
            } catch (CutSwapFiles.Cut e) {
                bench.files = CutSwapFiles.endless();
                bench.recovery().recover();
                bench.recovery().forget(SwapScene.OPERATION);
                Map<String, String> now = Snapshot.of(bench.data);
                boolean isOld = now.containsKey("stray");
                if (isOld) {
                    olds++;
                } else {
                    now.remove("users/session.tmp");
                }
                assertThat(now.keySet()).as("after %d steps", steps).isEqualTo((isOld ? old : before).keySet());
                assertThat(Files.readString(bench.data.resolve("chain/blocks")))
                        .isEqualTo(isOld ? "one\ntwo\n" : "one\n");
                assertThat(bench.data.resolve(Source.RESERVED)).doesNotExist();
                steps++;
                if (!isOld) {
                    // The next one shall have something to do again.
                    bench.file("stray", "stray");
                    bench.file("chain/blocks", "one\ntwo\n");
                    bench.file("users/session.tmp", "kept");
                }
            }
        }
        assertThat(olds).isGreaterThan(20);
        assertThat(steps).isGreaterThan(olds);
    }

    @Test
    void aDataDirectoryThatARestoreMadeGoesAgainWhenNothingCameOfIt() throws Exception {
        Files.move(bench.data, folder.resolve("away"));
        int steps = 0;
        boolean died = true;
        while (died) {
            bench.files = new CutSwapFiles(steps++);
            try {
                bench.restore(id, RestoreBench.request(false, false));
                died = false;
            } catch (CutSwapFiles.Cut e) {
                bench.files = CutSwapFiles.endless();
                bench.recovery().recover();
                bench.recovery().forget(SwapScene.OPERATION);
                if (Files.exists(bench.data.resolve("chain"))) {
                    assertThat(Snapshot.of(bench.data)).isEqualTo(before);
                    FileSystemUtils.deleteRecursively(bench.data);
                }
                assertThat(Snapshot.of(bench.data).keySet())
                        .as("after %d steps", steps)
                        .isSubsetOf(Set.of(""));
                Files.deleteIfExists(bench.data);
            }
        }
        assertThat(Snapshot.of(bench.data)).isEqualTo(before);
    }
}
