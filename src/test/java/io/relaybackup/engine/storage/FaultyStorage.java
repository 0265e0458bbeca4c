package io.relaybackup.engine.storage;

import io.relaybackup.engine.tree.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Fails when it is told to: at the n-th call from then on, in a way, with a code, until it is mended. */
public final class FaultyStorage implements Storage {

    /** What a storage may answer. */
    public static final List<String> CODES =
            List.of("EIO", "ENOSPC", "EDQUOT", "EACCES", "EROFS", "EMFILE", "ETIMEDOUT");

    /** How the n-th call fails. */
    public enum How {
        /** It does nothing, and the next is well again. */
        ONCE,
        /** It does nothing, nor does any after it. */
        FOR_EVER,
        /** It does what it is to do and says that it did not, as when an answer is lost. */
        AFTERWARDS
    }

    private final Storage storage;
    private final List<String> struck = new ArrayList<>();
    private How how = How.ONCE;
    private String code = ErrorCode.EIO;
    private int calls;
    private int failing;

    /** Fails when {@link #breakAt} says so. */
    public FaultyStorage(Storage storage) {
        this.storage = storage;
    }

    private FaultyStorage(Storage storage, int failing, How how) {
        this(storage);
        breakAt(failing, how, ErrorCode.EIO);
    }

    /** Fails at the call with this number, counted from 1; never at 0. */
    public static FaultyStorage once(Storage storage, int failing) {
        return new FaultyStorage(storage, failing, How.ONCE);
    }

    /** Fails from the call with this number on. */
    public static FaultyStorage forEver(Storage storage, int failing) {
        return new FaultyStorage(storage, failing, How.FOR_EVER);
    }

    /** From now on; counts anew. */
    public synchronized void breakAt(int call, How how, String code) {
        this.how = how;
        this.code = code;
        calls = 0;
        failing = call;
        struck.clear();
    }

    /** Ends all faults; the names at which there were some. */
    public synchronized List<String> mend() {
        failing = 0;
        return List.copyOf(struck);
    }

    /** How often it was called. */
    public synchronized int calls() {
        return calls;
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private <T> T call(StorageName name, Work<T> work) throws IOException {
        IOException failure = failure(name);
        if (failure == null) {
            return work.run();
        }
        if (how == How.AFTERWARDS) {
            work.run();
        }
        throw failure;
    }

    private synchronized @Nullable IOException failure(StorageName name) {
        calls++;
        if (failing == 0 || calls < failing || calls > failing && how != How.FOR_EVER) {
            return null;
        }
        struck.add(name.value());
        return new FileSystemException(name.value(), null, "call " + calls + " fails: " + ErrorCode.text(code));
    }

    @Override
    public void put(StorageName name, ByteBuffer content) throws IOException {
        call(name, () -> {
            storage.put(name, content);
            return name;
        });
    }

    @Override
    public byte[] get(StorageName name, long offset, int length) throws IOException {
        return call(name, () -> storage.get(name, offset, length));
    }

    @Override
    public long size(StorageName name) throws IOException {
        return call(name, () -> storage.size(name));
    }

    @Override
    public void list(StorageName folder, Consumer<StoredFile> each) throws IOException {
        call(folder, () -> {
            storage.list(folder, each);
            return folder;
        });
    }

    @Override
    public void delete(StorageName name) throws IOException {
        call(name, () -> {
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
