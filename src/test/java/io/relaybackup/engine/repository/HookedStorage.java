package io.relaybackup.engine.repository;

import io.relaybackup.engine.storage.Storage;
import io.relaybackup.engine.storage.StorageName;
import io.relaybackup.engine.storage.StoredFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Lets a test do something before or after a call; passes all on otherwise. */
class HookedStorage implements Storage {

    interface Hook {
        void run() throws IOException;
    }

    private final Storage storage;

    private Hook afterPut = () -> {};
    private Hook afterList = () -> {};
    private Hook before = () -> {};

    HookedStorage(Storage storage) {
        this.storage = storage;
    }

    /** Once, after the next file was put. */
    void afterPut(Hook hook) {
        afterPut = hook;
    }

    /** Once, when the next list is complete. */
    void afterList(Hook hook) {
        afterList = hook;
    }

    /** Always, before every call. */
    void before(Hook hook) {
        before = hook;
    }

    @Override
    public void put(StorageName name, ByteBuffer content) throws IOException {
        before.run();
        storage.put(name, content);
        Hook hook = afterPut;
        afterPut = () -> {};
        hook.run();
    }

    @Override
    public byte[] get(StorageName name, long offset, int length) throws IOException {
        before.run();
        return storage.get(name, offset, length);
    }

    @Override
    public long size(StorageName name) throws IOException {
        before.run();
        return storage.size(name);
    }

    @Override
    public void list(StorageName folder, Consumer<StoredFile> each) throws IOException {
        before.run();
        storage.list(folder, each);
        Hook hook = afterList;
        afterList = () -> {};
        hook.run();
    }

    @Override
    public void delete(StorageName name) throws IOException {
        before.run();
        storage.delete(name);
    }

    @Override
    public String location() {
        return storage.location();
    }

    @Override
    public void close() throws IOException {
        storage.close();
    }
}
