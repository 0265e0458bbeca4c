package io.relaybackup.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.storage.LocalStorage;
import io.relaybackup.engine.store.LockHolder;
import io.relaybackup.engine.store.StoreLockedException;
import io.relaybackup.testing.RequiresTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The original and we keep out of each other's way. */
@RequiresTool("restic")
@Timeout(120)
class ResticLocksTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Clock CLOCK = Clock.systemUTC();

    @TempDir
    private Path folder;

    private Restic restic;
    private Repository repository;
    private Locks locks;

    @BeforeEach
    void open() throws Exception {
        Path place = folder.resolve("repository");
        restic = new Restic(place, "secret");
        restic.run("init");
        LocalStorage storage = LocalStorage.open(place);
        repository = Repository.open(storage, "secret".getBytes(StandardCharsets.UTF_8), RANDOM, CLOCK);
        locks = new Locks(storage, repository.files(), hostname(), "relay", CLOCK);
    }

    private static String hostname() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    }

    private static Lock hold(Locks locks, LockKind kind) throws IOException {
        return locks.hold(kind, Duration.ZERO);
    }

    @Test
    void resticHeedsOurLocks() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "content");
        try (Lock lock = hold(locks, LockKind.EXCLUSIVE)) {
            assertThat(restic.attempt("backup", file.toString()))
                    .matches(result -> result.exit() != 0)
                    .extracting(Restic.Result::output)
                    .asString()
                    .contains("already locked exclusively by PID "
                            + ProcessHandle.current().pid() + " on " + hostname() + " by relay");
            assertThat(restic.run("list", "locks", "--no-lock"))
                    .contains(lock.id().toString());
        }
        try (Lock lock = hold(locks, LockKind.SHARED)) {
            restic.run("backup", file.toString());
            assertThat(restic.attempt("check").output()).contains("already locked by PID");
            lock.checkHeld();
        }
        restic.run("check");
    }

    @Test
    void resticRemovesOurLocksOnlyWhenWeAreGoneOrItIsTold() throws Exception {
        try (Lock lock = hold(locks, LockKind.SHARED)) {
            // It asks by SIGHUP whether this process is alive.
            restic.run("unlock");
            lock.refresh();
            lock.checkHeld();
            restic.run("unlock", "--remove-all");
            lock.refresh();
            assertThatThrownBy(lock::checkHeld).isInstanceOf(StoreLockedException.class);
        }
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        LockFile left = new LockFile(Instant.now(), LockKind.EXCLUSIVE, hostname(), "relay", gone.pid());
        repository.files().save(FileKind.LOCK, left.json());
        assertThat(restic.attempt("snapshots").exit()).isNotZero();
        restic.run("unlock");
        restic.run("snapshots");
    }

    @Test
    void weHeedResticsLocksUntilItIsGone() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                "restic", "--no-cache", "-r", folder.resolve("repository").toString(), "backup", "--stdin");
        builder.environment().put("RESTIC_PASSWORD", "secret");
        Process backup = builder.redirectErrorStream(true).start();
        try {
            List<LockHolder> holders = locks.list();
            while (holders.isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(20);
                holders = locks.list();
            }
            LockHolder holder = holders.get(0);
            assertThat(holder.pid()).isEqualTo(backup.pid());
            assertThat(holder.host()).isEqualTo(hostname());
            assertThat(holder.since())
                    .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
            assertThat(holder)
                    .matches(found -> !found.exclusive() && !found.stale() && !found.own())
                    .matches(found -> found.username().equals(System.getProperty("user.name")));

            hold(locks, LockKind.SHARED).close();
            assertThatThrownBy(() -> locks.acquire(LockKind.EXCLUSIVE, Duration.ZERO))
                    .isInstanceOf(StoreLockedException.class)
                    .hasMessageContaining("(process " + backup.pid() + ")");
            assertThat(locks.unlock(false)).isEmpty();
        } finally {
            backup.destroyForcibly().waitFor();
        }
        hold(locks, LockKind.EXCLUSIVE).close();
        assertThat(locks.list()).isEmpty();
        restic.run("check");
    }
}
