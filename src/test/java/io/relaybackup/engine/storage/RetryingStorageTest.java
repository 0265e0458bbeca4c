package io.relaybackup.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.tree.ErrorCode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RetryingStorageTest implements StorageContract {

    private static final Duration SHORT = Duration.ofMillis(1);

    private static final StorageName NAME = new StorageName("data/one");

    private final MemoryStorage memory = new MemoryStorage();

    private final Storage storage = new RetryingStorage(memory, 2, SHORT);

    @Override
    public Storage storage() {
        return storage;
    }

    @Test
    void whatFailsOnceIsTriedAgain() throws IOException {
        put(FaultyStorage.once(memory, 1));
        assertThat(memory.bytes()).containsOnlyKeys(NAME);
        assertThat(new RetryingStorage(FaultyStorage.once(memory, 1), 1, SHORT).get(NAME, 0, 3))
                .containsExactly(1, 2, 3);
        assertThat(new RetryingStorage(FaultyStorage.once(memory, 1), 1, SHORT).size(NAME))
                .isEqualTo(3);
        new RetryingStorage(FaultyStorage.once(memory, 1), 1, SHORT).delete(NAME);
        assertThat(memory.bytes()).isEmpty();
    }

    private static void put(Storage faulty) throws IOException {
        new RetryingStorage(faulty, 1, SHORT).put(NAME, ByteBuffer.wrap(new byte[] {1, 2, 3}));
    }

    @Test
    void whatFailsForEverIsGivenUpWithItsReason() {
        FaultyStorage faulty = FaultyStorage.forEver(memory, 1);
        assertThatThrownBy(() -> new RetryingStorage(faulty, 4, SHORT).size(NAME))
                .isInstanceOf(IOException.class)
                .hasMessage("data/one: call 5 fails: " + ErrorCode.text("EIO"));
        assertThat(faulty.calls()).isEqualTo(5);
    }

    @Test
    void whatIsNotThereIsNotTriedAgain() {
        FaultyStorage counting = FaultyStorage.once(memory, 0);
        Storage retrying = new RetryingStorage(counting, 4, SHORT);
        assertThatThrownBy(() -> retrying.get(NAME, 0, 1)).isInstanceOf(NoSuchFileException.class);
        memory.put(NAME, ByteBuffer.allocate(1));
        assertThatThrownBy(() -> retrying.get(NAME, 0, 2)).isInstanceOf(EOFException.class);
        assertThat(counting.calls()).isEqualTo(2);
    }

    @Test
    void aDeleteWhoseAnswerWasLostIsDone() throws IOException {
        memory.put(NAME, ByteBuffer.allocate(1));
        Storage forgetful = new Forwarding(memory) {
            private boolean first = true;

            @Override
            public void delete(StorageName name) throws IOException {
                super.delete(name);
                if (first) {
                    first = false;
                    throw new IOException("the answer got lost");
                }
            }
        };
        new RetryingStorage(forgetful, 1, SHORT).delete(NAME);
        assertThat(memory.bytes()).isEmpty();
    }

    @Test
    void aListThatBreaksOffTellsOfNothingTwice() throws IOException {
        memory.put(NAME, ByteBuffer.allocate(1));
        memory.put(new StorageName("data/two"), ByteBuffer.allocate(2));
        Storage breaking = new Forwarding(memory) {
            private boolean first = true;

            @Override
            public void list(StorageName folder, Consumer<StoredFile> each) throws IOException {
                super.list(folder, each);
                if (first) {
                    first = false;
                    throw new IOException("broke off");
                }
            }
        };
        List<StoredFile> found = new ArrayList<>();
        new RetryingStorage(breaking, 1, SHORT).list(new StorageName("data"), found::add);
        assertThat(found).hasSize(2);
    }

    @Test
    void anInterruptEndsTheWait() {
        Storage retrying = new RetryingStorage(FaultyStorage.forEver(memory, 1), 4, Duration.ofHours(1));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> retrying.size(NAME))
                .isInstanceOf(InterruptedIOException.class)
                .hasRootCauseMessage("data/one: call 1 fails: " + ErrorCode.text("EIO"));
        assertThat(Thread.interrupted()).isTrue();
    }

    /** Passes everything on. */
    private abstract static class Forwarding implements Storage {

        private final Storage to;

        Forwarding(Storage to) {
            this.to = to;
        }

        @Override
        public void put(StorageName name, ByteBuffer content) throws IOException {
            to.put(name, content);
        }

        @Override
        public byte[] get(StorageName name, long offset, int length) throws IOException {
            return to.get(name, offset, length);
        }

        @Override
        public long size(StorageName name) throws IOException {
            return to.size(name);
        }

        @Override
        public void list(StorageName folder, Consumer<StoredFile> each) throws IOException {
            to.list(folder, each);
        }

        @Override
        public void delete(StorageName name) throws IOException {
            to.delete(name);
        }

        @Override
        public String location() {
            return to.location();
        }

        @Override
        public void close() throws IOException {
            to.close();
        }
    }
}
