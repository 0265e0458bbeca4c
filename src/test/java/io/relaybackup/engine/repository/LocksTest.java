package io.relaybackup.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.crypto.SecretKey;
import io.relaybackup.engine.storage.FaultyStorage;
import io.relaybackup.engine.storage.MemoryStorage;
import io.relaybackup.engine.storage.Storage;
import io.relaybackup.engine.storage.StorageName;
import io.relaybackup.engine.store.LockHolder;
import io.relaybackup.engine.store.StoreLockedException;
import io.relaybackup.engine.store.StoreUnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LocksTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Instant NOW = Instant.parse("2026-11-23T03:00:00.123456789Z");
    private static final long PID = ProcessHandle.current().pid();
    private static final Duration NONE = Duration.ZERO;

    private static final LockTimes QUICK = new LockTimes(
            Duration.ofMillis(10),
            Duration.ofMinutes(5),
            Duration.ofMinutes(22),
            Duration.ofMinutes(30),
            Duration.ofMillis(5),
            Duration.ofMillis(20),
            Duration.ofMillis(1));

    private final MemoryStorage memory = new MemoryStorage();
    private final HookedStorage storage = new HookedStorage(memory);
    private final SecretKey master = SecretKey.random(RANDOM);
    private final Later clock = new Later();
    private final Locks locks = locks(storage, "here");

    /** Stands still until it is told. */
    private static final class Later extends Clock {

        private volatile Instant now = NOW;

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private SealedFiles files(Storage on) {
        return new SealedFiles(on, master, 2, RANDOM);
    }

    private Locks locks(Storage on, String host) {
        return new Locks(on, files(on), host, "relay", clock, QUICK);
    }

    private StorageName write(LockFile lock) throws IOException {
        return FileKind.LOCK.name(files(memory).save(FileKind.LOCK, lock.json()));
    }

    private LockFile elsewhere(LockKind kind) {
        return new LockFile(clock.instant(), kind, "elsewhere", "someone", 77);
    }

    @Test
    void readersAndWritersShareAndAreKeptOutByOneWhoRemoves() throws IOException {
        Locks other = locks(memory, "here");
        try (Lock one = locks.hold(LockKind.SHARED, NONE);
                Lock two = other.hold(LockKind.SHARED, NONE)) {
            assertThat(memory.bytes()).containsOnlyKeys(FileKind.LOCK.name(one.id()), FileKind.LOCK.name(two.id()));
            assertThatThrownBy(() -> other.acquire(LockKind.EXCLUSIVE, NONE))
                    .isInstanceOf(StoreLockedException.class)
                    .hasMessage("the store at memory is locked by relay@here (process " + PID + ") since " + NOW);
        }
        assertThat(memory.bytes()).isEmpty();
        try (Lock one = locks.hold(LockKind.EXCLUSIVE, NONE)) {
            one.checkHeld();
            for (LockKind kind : LockKind.values()) {
                assertThatThrownBy(() -> other.acquire(kind, NONE))
                        .isInstanceOf(StoreLockedException.class)
                        .hasMessageContaining("is locked exclusively by relay@here");
            }
        }
        assertThat(memory.bytes()).isEmpty();
    }

    @Test
    void whoeverTakesAnExclusiveOneAtTheSameMomentStopsUs() throws IOException {
        storage.afterPut(() -> write(elsewhere(LockKind.EXCLUSIVE)));
        Lock lock = locks.acquire(LockKind.SHARED, NONE);
        StorageName ours = FileKind.LOCK.name(lock.id());
        assertThatThrownBy(lock::confirm)
                .isInstanceOf(StoreLockedException.class)
                .hasMessageContaining("exclusively by someone@elsewhere (process 77)");
        assertThat(memory.bytes()).hasSize(1).doesNotContainKey(ours);
        assertThatThrownBy(lock::confirm).isInstanceOf(StoreLockedException.class);
        assertThatThrownBy(lock::checkHeld).isInstanceOf(StoreLockedException.class);
        lock.close();
        assertThat(memory.bytes()).hasSize(1);
    }

    @Test
    void ofAnyNumberAtTheSameTimeOneAtMostIsExclusive() throws Exception {
        AtomicInteger exclusive = new AtomicInteger();
        AtomicInteger shared = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                LockKind kind = i % 3 == 0 ? LockKind.EXCLUSIVE : LockKind.SHARED;
                AtomicInteger holders = kind == LockKind.EXCLUSIVE ? exclusive : shared;
                all.add(threads.submit(() -> {
                    for (int turn = 0; turn < 5; turn++) {
                        try (Lock lock = locks(memory, "here").hold(kind, Duration.ofSeconds(50))) {
                            holders.incrementAndGet();
                            lock.checkHeld();
                            TimeUnit.MILLISECONDS.sleep(2);
                            assertThat(exclusive.get()).isLessThanOrEqualTo(shared.get() == 0 ? 1 : 0);
                            holders.decrementAndGet();
                        }
                        TimeUnit.MILLISECONDS.sleep(5);
                    }
                    return kind;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(memory.bytes()).isEmpty();
    }

    @Test
    void thePatientGetsItWhenItIsReleased() throws Exception {
        Lock first = locks.hold(LockKind.EXCLUSIVE, NONE);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Lock> second = thread.submit(() -> locks.hold(LockKind.SHARED, Duration.ofSeconds(50)));
            TimeUnit.MILLISECONDS.sleep(50);
            assertThat(second.isDone()).isFalse();
            first.close();
            second.get().close();
        } finally {
            thread.shutdownNow();
        }
        write(elsewhere(LockKind.EXCLUSIVE));
        assertThatThrownBy(() -> locks.hold(LockKind.SHARED, Duration.ofMillis(50)))
                .isInstanceOf(StoreLockedException.class);
    }

    @Test
    void locksOfThoseWhoAreGoneAreRemovedWhenTheyAreMet() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        long parent = ProcessHandle.current().parent().orElseThrow().pid();
        LockFile alive = new LockFile(NOW, LockKind.EXCLUSIVE, "here", "relay", parent);
        assertThat(isInTheWay(alive)).isTrue();
        assertThat(isInTheWay(elsewhere(LockKind.EXCLUSIVE))).isTrue();
        assertThat(isInTheWay(new LockFile(NOW, LockKind.EXCLUSIVE, "here", "relay", gone.pid())))
                .isFalse();
        // What the service before us in the same container left behind.
        assertThat(isInTheWay(new LockFile(NOW, LockKind.EXCLUSIVE, "here", "relay", PID)))
                .isFalse();
        assertThat(isInTheWay(new LockFile(NOW, LockKind.EXCLUSIVE, "elsewhere", "relay", PID)))
                .isTrue();
        assertThat(isInTheWay(new LockFile(
                        NOW.minus(Duration.ofMinutes(30)), LockKind.EXCLUSIVE, "elsewhere", "someone", 77)))
                .isTrue();
        Duration old = Duration.ofMinutes(30).plusNanos(1);
        assertThat(isInTheWay(new LockFile(NOW.minus(old), LockKind.EXCLUSIVE, "elsewhere", "someone", 77)))
                .isFalse();
        assertThat(isInTheWay(new LockFile(NOW.minus(old), LockKind.EXCLUSIVE, "here", "someone", parent)))
                .isFalse();
    }

    /** And if not, it is gone afterwards. */
    private boolean isInTheWay(LockFile lock) throws IOException {
        StorageName name = write(lock);
        try (Lock ours = locks.hold(LockKind.SHARED, NONE)) {
            ours.checkHeld();
            assertThat(memory.bytes()).doesNotContainKey(name);
            return false;
        } catch (StoreLockedException e) {
            memory.delete(name);
            return true;
        }
    }

    @Test
    void aLockThatIsRefreshedWhileWeLookIsStillSeen() throws IOException {
        StorageName old = write(elsewhere(LockKind.EXCLUSIVE));
        storage.afterList(() -> {
            write(elsewhere(LockKind.EXCLUSIVE));
            memory.delete(old);
        });
        assertThatThrownBy(() -> locks.acquire(LockKind.SHARED, NONE)).isInstanceOf(StoreLockedException.class);
    }

    @Test
    void aLockThatCannotBeReadIsInTheWayWhenItStaysSo() throws IOException {
        StorageName name = FileKind.LOCK.name(Digest.ofContent(new byte[] {1}));
        memory.put(name, ByteBuffer.allocate(0));
        locks.hold(LockKind.EXCLUSIVE, NONE).close();

        memory.bytes().put(name, new byte[100]);
        assertThatThrownBy(() -> locks.acquire(LockKind.SHARED, NONE))
                .isInstanceOf(StoreLockedException.class)
                .hasMessageContaining("a lock that cannot be read")
                .hasMessageContaining(name.value());
        assertThat(locks.unlock(false)).isEmpty();
        assertThat(locks.list()).singleElement().matches(holder -> !holder.stale() && holder.exclusive());

        AtomicInteger calls = new AtomicInteger();
        storage.before(() -> {
            if (calls.incrementAndGet() == 4) {
                memory.delete(name);
            }
        });
        locks.acquire(LockKind.SHARED, NONE).close();
        assertThat(memory.bytes()).isEmpty();
    }

    @Test
    void aRefreshedLockIsANewFileThatSaysSo() throws IOException {
        try (Lock lock = locks.hold(LockKind.EXCLUSIVE, NONE)) {
            Digest first = lock.id();
            clock.pass(Duration.ofMinutes(5));
            lock.refresh();
            assertThat(lock.id()).isNotEqualTo(first);
            assertThat(locks.list())
                    .containsExactly(new LockHolder(
                            lock.id().toString(), clock.instant(), true, "here", "relay", PID, false, true));
            lock.checkHeld();
        }
        assertThat(memory.bytes()).isEmpty();
    }

    @Test
    void locksAreRefreshedByThemselves() throws Exception {
        LockTimes often = new LockTimes(
                QUICK.settle(),
                Duration.ofMillis(20),
                QUICK.late(),
                QUICK.stale(),
                QUICK.firstRetry(),
                QUICK.lastRetry(),
                QUICK.reread());
        Locks real = new Locks(storage, files(storage), "here", "relay", Clock.systemUTC(), often);
        try (Lock lock = real.hold(LockKind.SHARED, NONE)) {
            Digest first = lock.id();
            while (lock.id().equals(first)) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            storage.before(() -> {
                throw new IOException("away");
            });
            TimeUnit.MILLISECONDS.sleep(60);
            storage.before(() -> {});
            Digest before = lock.id();
            while (lock.id().equals(before)) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
        assertThat(memory.bytes()).isEmpty();
    }

    @Test
    void whoeverRemovesOurLockIsNoticed() throws IOException {
        Lock lock = locks.hold(LockKind.SHARED, NONE);
        memory.bytes().clear();
        lock.refresh();
        assertThatThrownBy(lock::checkHeld)
                .isInstanceOf(StoreLockedException.class)
                .hasMessageContaining("was removed by somebody");
        lock.close();
        assertThat(memory.bytes()).isEmpty();
    }

    @Test
    void aLockThatOthersMaySoonCallStaleHoldsOnlyIfItCanBeRefreshed() throws IOException {
        try (Lock lock = locks.hold(LockKind.SHARED, NONE)) {
            storage.before(() -> {
                throw new IOException("away");
            });
            clock.pass(Duration.ofMinutes(22));
            lock.checkHeld();
            clock.pass(Duration.ofSeconds(1));
            assertThatThrownBy(lock::checkHeld)
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("not refreshed since " + NOW);
            storage.before(() -> {});
            assertThatCode(lock::checkHeld).doesNotThrowAnyException();
            assertThat(memory.bytes()).hasSize(1);

            clock.pass(Duration.ofMinutes(31));
            storage.afterPut(() -> memory.delete(FileKind.LOCK.name(lock.id())));
            assertThatThrownBy(lock::checkHeld).isInstanceOf(StoreLockedException.class);
            assertThat(memory.bytes()).isEmpty();
        }
    }

    @Test
    void whateverFailsNoLockOfOursStaysInOurOwnWay() throws IOException {
        FaultyStorage counting = FaultyStorage.once(new MemoryStorage(), 0);
        useAndRefresh(counting);
        assertThat(counting.calls()).isGreaterThan(6);
        for (int call = 1; call <= counting.calls(); call++) {
            for (boolean forEver : new boolean[] {false, true}) {
                MemoryStorage kept = new MemoryStorage();
                FaultyStorage faulty = forEver ? FaultyStorage.forEver(kept, call) : FaultyStorage.once(kept, call);
                try {
                    useAndRefresh(faulty);
                } catch (IOException e) {
                    assertThat(e).hasMessageContaining("call " + call);
                }
                locks(kept, "here").hold(LockKind.EXCLUSIVE, NONE).close();
                assertThat(kept.bytes()).as("failed at call " + call).isEmpty();
            }
        }
    }

    private void useAndRefresh(Storage on) throws IOException {
        try (Lock lock = locks(on, "here").hold(LockKind.EXCLUSIVE, NONE)) {
            lock.refresh();
        }
    }

    @Test
    void unlockingRemovesWhatIsStaleOrAllThatIsNotOurs() throws IOException {
        StorageName stale = write(new LockFile(NOW, LockKind.SHARED, "here", "relay", PID));
        StorageName live = write(elsewhere(LockKind.SHARED));
        memory.put(FileKind.LOCK.name(Digest.ofContent(new byte[] {1})), ByteBuffer.allocate(0));
        StorageName damaged = FileKind.LOCK.name(Digest.ofContent(new byte[] {2}));
        memory.put(damaged, ByteBuffer.allocate(5));

        assertThat(locks.unlock(false)).extracting(LockHolder::id).containsExactly(stale.last());
        memory.delete(damaged);
        Lock own = locks.hold(LockKind.SHARED, NONE);
        memory.put(damaged, ByteBuffer.allocate(5));
        assertThat(locks.list()).hasSize(3).filteredOn(LockHolder::own).hasSize(1);
        assertThat(locks.unlock(true))
                .extracting(LockHolder::id)
                .containsExactlyInAnyOrder(live.last(), damaged.last());
        assertThat(memory.bytes()).containsOnlyKeys(FileKind.LOCK.name(own.id()));
        own.close();
    }
}
