package io.relaybackup.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every storage does. */
interface StorageContract {

    /** The storage under test; empty at the beginning of each test, the same throughout it. */
    Storage storage() throws IOException;

    private static StorageName name(String value) {
        return new StorageName(value);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private void put(String name, byte[] content) throws IOException {
        storage().put(name(name), ByteBuffer.wrap(content));
    }

    private List<String> list(String folder) throws IOException {
        List<String> found = new ArrayList<>();
        storage().list(name(folder), file -> found.add(file.name() + " " + file.size()));
        return found.stream().sorted().toList();
    }

    @Test
    default void whatWasPutIsThereInAllItsParts() throws IOException {
        for (int length : new int[] {0, 1, 70_000, 600_000}) {
            byte[] content = random(length);
            put("data/ab/n" + length, content);
            StorageName name = name("data/ab/n" + length);
            assertThat(storage().size(name)).isEqualTo(length);
            assertThat(storage().get(name, 0, length)).isEqualTo(content);
            assertThat(storage().get(name, length, 0)).isEmpty();
            if (length > 10) {
                byte[] part = Arrays.copyOfRange(content, 7, length - 3);
                assertThat(storage().get(name, 7, length - 10)).isEqualTo(part);
                ByteBuffer into = ByteBuffer.allocate(length).position(5).limit(length - 5);
                storage().read(name, 7, into);
                assertThat(into.hasRemaining()).isFalse();
                assertThat(Arrays.copyOfRange(into.array(), 5, length - 5)).isEqualTo(part);
            }
        }
    }

    @Test
    default void onlyWhatLiesBetweenPositionAndLimitIsPutAndTheyStay() throws IOException {
        ByteBuffer content =
                ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}).position(1).limit(4);
        storage().put(name("config"), content);
        assertThat(storage().get(name("config"), 0, 3)).containsExactly(2, 3, 4);
        assertThat(content.position()).isEqualTo(1);
        assertThat(content.limit()).isEqualTo(4);
    }

    @Test
    default void aNameThatIsThereIsLeftAsItIs() throws IOException {
        put("keys/one", new byte[] {1});
        put("keys/one", new byte[] {2, 2});
        assertThat(storage().get(name("keys/one"), 0, 1)).containsExactly(1);
        assertThat(list("keys")).containsExactly("keys/one 1");
    }

    @Test
    default void aPartBeyondTheEndIsSaidToBe() throws IOException {
        put("index/one", random(100));
        StorageName name = name("index/one");
        assertThatThrownBy(() -> storage().get(name, 0, 101)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> storage().get(name, 101, 0)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> storage().get(name, 60, Integer.MAX_VALUE)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> storage().get(name, Long.MAX_VALUE, 1)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> storage().get(name, -1, 1)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> storage().read(name, 0, ByteBuffer.allocate(101)))
                .isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> storage().read(name, Long.MAX_VALUE, ByteBuffer.allocate(1)))
                .isInstanceOf(EOFException.class);
    }

    @Test
    default void whatIsNotThereIsSaidNotToBe() throws IOException {
        StorageName missing = name("snapshots/missing");
        assertThatThrownBy(() -> storage().get(missing, 0, 1)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> storage().size(missing)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> storage().delete(missing)).isInstanceOf(NoSuchFileException.class);
        assertThat(list("snapshots")).isEmpty();
        put("snapshots/other", random(3));
        assertThatThrownBy(() -> storage().delete(missing)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    default void listsAFolderAtEveryDepthAndNothingElse() throws IOException {
        put("config", random(5));
        put("data/aa/one", random(10));
        put("data/bb/two", random(20));
        put("data2/cc", random(1));
        assertThat(list("data")).containsExactly("data/aa/one 10", "data/bb/two 20");
        assertThat(list("data/bb")).containsExactly("data/bb/two 20");
        assertThat(list("locks")).isEmpty();
    }

    @Test
    default void whatIsDeletedIsGoneAndMayComeAgain() throws IOException {
        put("locks/one", random(5));
        put("locks/two", random(6));
        storage().delete(name("locks/one"));
        assertThat(list("locks")).containsExactly("locks/two 6");
        assertThatThrownBy(() -> storage().size(name("locks/one"))).isInstanceOf(NoSuchFileException.class);
        put("locks/one", random(7));
        assertThat(storage().size(name("locks/one"))).isEqualTo(7);
    }

    @Test
    default void manyMayPutAtOnceAlsoTheSame() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> puts = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String name = "data/%02d/n%d".formatted(i % 7, i % 100);
                byte[] content = random(1000 + i % 100);
                puts.add(threads.submit(() -> {
                    put(name, content);
                    return name;
                }));
            }
            for (Future<?> put : puts) {
                put.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } finally {
            threads.shutdown();
        }
        List<String> there = list("data");
        assertThat(there.stream().distinct()).hasSize(there.size());
        for (String line : there) {
            String name = line.split(" ")[0];
            int size = Integer.parseInt(line.split(" ")[1]);
            assertThat(storage().get(name(name), 0, size)).isEqualTo(random(size));
        }
    }
}
