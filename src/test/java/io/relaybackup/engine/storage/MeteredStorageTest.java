package io.relaybackup.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class MeteredStorageTest implements StorageContract {

    private static final StorageName NAME = new StorageName("data/one");

    private final List<String> told = new CopyOnWriteArrayList<>();

    private final MemoryStorage memory = new MemoryStorage();

    private final Storage storage = metered(memory);

    @Override
    public Storage storage() {
        return storage;
    }

    private Storage metered(Storage wrapped) {
        return new MeteredStorage(wrapped, (call, outcome, nanos, bytes) -> {
            assertThat(nanos).isNotNegative();
            told.add(call + " " + outcome + " " + bytes);
        });
    }

    @Test
    void tellsOfEveryCallAndHowItEnded() throws IOException {
        storage.put(NAME, ByteBuffer.allocate(7).limit(5));
        storage.get(NAME, 1, 3);
        storage.size(NAME);
        storage.list(new StorageName("data"), file -> {});
        storage.delete(NAME);
        assertThatThrownBy(() -> storage.get(NAME, 0, 1)).isInstanceOf(IOException.class);
        Storage broken = metered(FaultyStorage.forEver(memory, 1));
        assertThatThrownBy(() -> broken.put(NAME, ByteBuffer.allocate(7))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> broken.list(NAME, file -> {})).isInstanceOf(IOException.class);
        assertThat(told)
                .containsExactly(
                        "PUT OK 5",
                        "GET OK 3",
                        "SIZE OK 0",
                        "LIST OK 0",
                        "DELETE OK 0",
                        "GET NOT_FOUND 0",
                        "PUT FAILED 0",
                        "LIST FAILED 0");
    }
}
