package io.relaybackup.engine.storage;

class MemoryStorageTest implements StorageContract {

    private final MemoryStorage storage = new MemoryStorage();

    @Override
    public Storage storage() {
        return storage;
    }
}
