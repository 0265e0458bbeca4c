package io.relaybackup.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

class CachedStorageTest implements StorageContract {

    private static final Instant NOW = Instant.parse("2026-11-23T03:00:00Z");

    private final MemoryStorage memory = new MemoryStorage();

    @TempDir
    private Path folder;

    private FaultyStorage far;
    private CachedStorage storage;

    @BeforeEach
    void reopen() {
        open(1 << 20, NOW);
    }

    private void open(long limit, Instant now) {
        far = FaultyStorage.once(memory, 0);
        storage = CachedStorage.open(
                far,
                folder.resolve("cache"),
                limit,
                name -> !name.value().startsWith("data/ff/"),
                Clock.fixed(now, ZoneOffset.UTC));
    }

    @Override
    public Storage storage() {
        return storage;
    }

    private static byte[] content(int seed) {
        byte[] bytes = new byte[1000];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static StorageName name(String folder, byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return new StorageName(folder + "/" + HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Behind the cache's back. */
    private StorageName putFar(int seed) {
        StorageName name = name("index", content(seed));
        memory.put(name, ByteBuffer.wrap(content(seed)));
        return name;
    }

    private Path copy(StorageName name) {
        return folder.resolve("cache").resolve(name.value());
    }

    private void assertReads(StorageName name, int seed) throws IOException {
        assertThat(storage.size(name)).isEqualTo(1000);
        assertThat(storage.get(name, 0, 1000)).isEqualTo(content(seed));
        assertThat(storage.get(name, 10, 20)).isEqualTo(Arrays.copyOfRange(content(seed), 10, 30));
    }

    @Test
    void whatWasReadInPartIsNotReadFromAfarAgain() throws IOException {
        StorageName name = putFar(1);
        assertThat(storage.get(name, 10, 20)).isEqualTo(Arrays.copyOfRange(content(1), 10, 30));
        int calls = far.calls();
        assertReads(name, 1);
        assertThat(far.calls()).isEqualTo(calls);
        assertThat(storage.hits()).isEqualTo(2);
        assertThat(storage.misses()).isEqualTo(1);
        assertThat(storage.bytes()).isEqualTo(1000);
        assertThatThrownBy(() -> storage.get(name, 990, 11)).isInstanceOf(EOFException.class);

        reopen();
        assertThat(storage.get(name, 0, 1000)).isEqualTo(content(1));
        assertReads(name, 1);
        assertThat(far.calls()).isZero();
    }

    @Test
    void whatWasPutIsNotReadFromAfar() throws IOException {
        StorageName name = name("data/aa", content(1));
        storage.put(name, ByteBuffer.wrap(content(1)));
        assertReads(name, 1);
        assertThat(far.calls()).isEqualTo(1);
        assertThat(memory.bytes()).containsOnlyKeys(name);
    }

    @Test
    void whatIsNotWorthItOrCannotBeCheckedIsPassedOn() throws IOException {
        StorageName large = name("data/ff", content(1));
        StorageName lying = name("index", content(2));
        for (StorageName name : List.of(large, new StorageName("config"), lying)) {
            storage.put(name, ByteBuffer.wrap(content(1)));
            assertThat(storage.get(name, 5, 9)).isEqualTo(Arrays.copyOfRange(content(1), 5, 14));
            assertThat(copy(name)).doesNotExist();
        }
        assertThat(storage.hits()).isZero();
        assertThat(storage.misses()).isEqualTo(1);
    }

    @Test
    void damagedCopiesAreFetchedAnew() throws IOException {
        StorageName name = putFar(1);
        byte[] flipped = content(1);
        flipped[500] ^= 1;
        byte[] longer = Arrays.copyOf(content(1), 1001);
        byte[] shorter = Arrays.copyOf(content(1), 999);
        for (byte[] damaged : List.of(flipped, longer, shorter, new byte[0])) {
            for (boolean restarted : new boolean[] {false, true}) {
                storage.get(name, 0, 1);
                Files.write(copy(name), damaged);
                if (restarted) {
                    reopen();
                }
                assertReads(name, 1);
                assertThat(copy(name)).hasBinaryContent(content(1));
            }
        }
    }

    @Test
    void theFolderMayGoAtAnyTime() throws IOException {
        StorageName one = putFar(1);
        StorageName two = putFar(2);
        assertReads(one, 1);
        FileSystemUtils.deleteRecursively(folder.resolve("cache"));
        assertReads(one, 1);
        assertReads(two, 2);
        storage.clear();
        assertThat(storage.bytes()).isZero();
        assertThat(copy(one)).doesNotExist();
        assertReads(one, 1);
        assertThat(copy(one)).exists();
    }

    @Test
    void aCacheThatCannotBeWrittenStopsNothing() throws IOException {
        Files.writeString(folder.resolve("cache"), "in the way");
        reopen();
        StorageName name = putFar(1);
        assertReads(name, 1);
        storage.put(name("data/aa", content(3)), ByteBuffer.wrap(content(3)));
        assertReads(name("data/aa", content(3)), 3);
        assertThat(folder.resolve("cache")).hasContent("in the way");
    }

    @Test
    void whatWasNotUsedForLongestGoesFirst() throws IOException {
        List<StorageName> names = new ArrayList<>();
        open(3000, NOW);
        for (int i = 0; i < 3; i++) {
            names.add(putFar(i));
            assertReads(names.get(i), i);
        }
        assertReads(names.get(0), 0);
        names.add(putFar(3));
        assertReads(names.get(3), 3);
        assertThat(storage.bytes()).isEqualTo(3000);
        assertThat(names.stream().filter(name -> Files.exists(copy(name))))
                .containsExactly(names.get(0), names.get(2), names.get(3));

        // Across a restart by the day, as it were: by when a process first used them.
        open(3000, NOW.plusSeconds(100_000_000));
        storage.get(names.get(2), 0, 1);
        open(1000, NOW);
        assertThat(names.stream().filter(name -> Files.exists(copy(name)))).containsExactly(names.get(2));
        assertThat(storage.bytes()).isEqualTo(1000);
        open(999, NOW);
        assertReads(names.get(2), 2);
        assertThat(copy(names.get(2))).doesNotExist();
    }

    @Test
    void whatOthersDeletedIsForgottenByListing() throws IOException {
        StorageName one = putFar(1);
        StorageName two = putFar(2);
        assertReads(one, 1);
        assertReads(two, 2);
        memory.delete(one);
        storage.list(new StorageName("snapshots"), file -> {});
        assertThat(copy(one)).exists();
        storage.list(new StorageName("index"), file -> {});
        assertThat(copy(one)).doesNotExist();
        assertThat(copy(two)).exists();
        storage.delete(two);
        assertThat(copy(two)).doesNotExist();
        assertThat(memory.bytes()).isEmpty();
    }

    @Test
    void aListThatFailsForgetsNothing() throws IOException {
        StorageName one = putFar(1);
        assertReads(one, 1);
        CachedStorage failing = CachedStorage.open(
                FaultyStorage.forEver(memory, 1), folder.resolve("cache"), 5000, name -> true, Clock.systemUTC());
        assertThatThrownBy(() -> failing.list(new StorageName("index"), file -> {}))
                .isInstanceOf(IOException.class);
        assertThat(copy(one)).exists();
        assertThat(failing.get(one, 0, 1000)).isEqualTo(content(1));
    }

    @Test
    void whatManyWantAtOnceIsFetchedOnce() throws Exception {
        StorageName name = putFar(1);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<byte[]>> all = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                int at = i;
                all.add(threads.submit(() -> storage.get(name, at, 10)));
            }
            for (int i = 0; i < 64; i++) {
                assertThat(all.get(i).get()).isEqualTo(Arrays.copyOfRange(content(1), i, i + 10));
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(far.calls()).isEqualTo(2);
        assertThat(storage.hits()).isEqualTo(63);
    }

    @Test
    void whatACrashLeftIsRemoved() throws IOException {
        StorageName name = putFar(1);
        assertReads(name, 1);
        Files.write(copy(name).resolveSibling(".tmp-1"), new byte[10]);
        reopen();
        try (Stream<Path> files = Files.list(copy(name).resolveSibling("."))) {
            assertThat(files.map(Path::getFileName).map(Path::toString)).containsExactly(name.last());
        }
    }

    /** What was put or read before a fault, and after it, is right, and a copy is only of what is there. */
    @Test
    void aFaultAtAnyCallLeavesNothingWrong() throws IOException {
        for (boolean forEver : new boolean[] {false, true}) {
            int calls = 0;
            for (int call = 1; call <= calls + 1; call++) {
                memory.bytes().clear();
                FaultyStorage faulty = forEver ? FaultyStorage.forEver(memory, call) : FaultyStorage.once(memory, call);
                CachedStorage failing = CachedStorage.open(
                        faulty, folder.resolve("cache"), 1 << 20, name -> true, Clock.fixed(NOW, ZoneOffset.UTC));
                try {
                    work(failing, call);
                    assertThat(faulty.calls()).isLessThan(call);
                } catch (IOException e) {
                    assertThat(e).hasMessageContaining("fails");
                    calls = call;
                }
                reopen();
                storage.list(new StorageName("index"), file -> {});
                for (int seed = 0; seed < 3; seed++) {
                    StorageName name = name("index", content(10 * call + seed));
                    if (memory.bytes().containsKey(name)) {
                        assertReads(name, 10 * call + seed);
                    } else {
                        assertThatThrownBy(() -> storage.get(name, 0, 1)).isInstanceOf(NoSuchFileException.class);
                    }
                }
            }
            assertThat(calls).isGreaterThan(4);
        }
    }

    private void work(Storage failing, int call) throws IOException {
        StorageName one = name("index", content(10 * call));
        StorageName other = name("index", content(10 * call + 1));
        failing.put(one, ByteBuffer.wrap(content(10 * call)));
        failing.put(other, ByteBuffer.wrap(content(10 * call + 1)));
        memory.put(name("index", content(10 * call + 2)), ByteBuffer.wrap(content(10 * call + 2)));
        failing.get(name("index", content(10 * call + 2)), 5, 10);
        failing.size(one);
        failing.delete(one);
        failing.list(new StorageName("index"), file -> {});
        assertThat(failing.get(other, 0, 1000)).isEqualTo(content(10 * call + 1));
    }
}
