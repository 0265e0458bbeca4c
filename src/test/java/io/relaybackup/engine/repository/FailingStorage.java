package io.relaybackup.engine.repository;

import io.relaybackup.engine.storage.Storage;
import io.relaybackup.engine.storage.StorageName;
import io.relaybackup.engine.storage.StoredFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Fails when it is told to, while it is open: at the n-th call from now, in a way, until it is mended. */
final class FailingStorage implements Storage {

    /** How the n-th call fails. */
    enum Fault {
        /** It does nothing, and the next is well again. */
        ONCE,
        /** It does nothing, nor does any after it. */
        FOR_EVER,
        /** It does what it is to do and says that it did not, as when an answer is lost. */
        AFTERWARDS
    }

    private final Storage storage;
    private Fault fault = Fault.ONCE;
    private long calls;
    private long failing;

    FailingStorage(Storage storage) {
        this.storage = storage;
    }

    /** From now on. */
    synchronized void breakAt(long call, Fault how) {
        fault = how;
        calls = 0;
        failing = call;
    }

    /** Ends all faults; whether there was one. */
    synchronized boolean mend() {
        boolean failed = failing > 0 && calls >= failing;
        failing = 0;
        return failed;
    }

    private interface Call<T> {
        T run() throws IOException;
    }

    private <T> T call(String what, Call<T> call) throws IOException {
        IOException failure = failure(what);
        if (failure == null) {
            return call.run();
        }
        if (fault == Fault.AFTERWARDS) {
            call.run();
        }
        throw failure;
    }

    private synchronized @Nullable IOException failure(String what) {
        calls++;
        boolean fails = failing > 0 && (calls == failing || fault == Fault.FOR_EVER && calls > failing);
        return fails ? new IOException("the storage is broken: " + what) : null;
    }

    @Override
    public void put(StorageName name, ByteBuffer content) throws IOException {
        call("put " + name, () -> {
            storage.put(name, content);
            return name;
        });
    }

    @Override
    public byte[] get(StorageName name, long offset, int length) throws IOException {
        return call("get " + name, () -> storage.get(name, offset, length));
    }

    @Override
    public long size(StorageName name) throws IOException {
        return call("size " + name, () -> storage.size(name));
    }

    @Override
    public void list(StorageName folder, Consumer<StoredFile> each) throws IOException {
        call("list " + folder, () -> {
            storage.list(folder, each);
            return folder;
        });
    }

    @Override
    public void delete(StorageName name) throws IOException {
        call("delete " + name, () -> {
            storage.delete(name);
            return name;
        });
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
