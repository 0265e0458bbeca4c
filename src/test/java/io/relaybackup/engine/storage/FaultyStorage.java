package io.relaybackup.engine.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Fails at one call, or from one call on for ever; counts them all. */
public final class FaultyStorage implements Storage {

    private final Storage storage;
    private final int failing;
    private final boolean forEver;
    private final AtomicInteger calls = new AtomicInteger();

    private FaultyStorage(Storage storage, int failing, boolean forEver) {
        this.storage = storage;
        this.failing = failing;
        this.forEver = forEver;
    }

    /** Fails at the call with this number, counted from 1; never at 0. */
    public static FaultyStorage once(Storage storage, int failing) {
        return new FaultyStorage(storage, failing, false);
    }

    /** Fails from the call with this number on. */
    public static FaultyStorage forEver(Storage storage, int failing) {
        return new FaultyStorage(storage, failing, true);
    }

    /** How often it was called. */
    public int calls() {
        return calls.get();
    }

    private void count(String call) throws IOException {
        int number = calls.incrementAndGet();
        if (number == failing || forEver && number > failing) {
            throw new IOException("call " + number + " fails: " + call);
        }
    }

    @Override
    public void put(StorageName name, ByteBuffer content) throws IOException {
        count("put " + name);
        storage.put(name, content);
    }

    @Override
    public byte[] get(StorageName name, long offset, int length) throws IOException {
        count("get " + name);
        return storage.get(name, offset, length);
    }

    @Override
    public long size(StorageName name) throws IOException {
        count("size " + name);
        return storage.size(name);
    }

    @Override
    public void list(StorageName folder, Consumer<StoredFile> each) throws IOException {
        count("list " + folder);
        storage.list(folder, each);
    }

    @Override
    public void delete(StorageName name) throws IOException {
        count("delete " + name);
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
