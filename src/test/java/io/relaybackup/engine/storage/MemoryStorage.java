package io.relaybackup.engine.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/** Keeps all in memory; {@link #bytes} is open for tests to damage. */
public final class MemoryStorage implements Storage {

    private final Map<StorageName, byte[]> bytes = new ConcurrentSkipListMap<>();

    /** What is kept, by name. */
    public Map<StorageName, byte[]> bytes() {
        return bytes;
    }

    /** What is kept under a name that is there. */
    public byte[] content(StorageName name) {
        return Objects.requireNonNull(bytes.get(name));
    }

    @Override
    public void put(StorageName name, ByteBuffer content) {
        byte[] copy = new byte[content.remaining()];
        content.duplicate().get(copy);
        bytes.putIfAbsent(name, copy);
    }

    private byte[] present(StorageName name) throws NoSuchFileException {
        byte[] found = bytes.get(name);
        if (found == null) {
            throw new NoSuchFileException(name.value());
        }
        return found;
    }

    @Override
    public byte[] get(StorageName name, long offset, int length) throws IOException {
        byte[] found = present(name);
        if (offset < 0 || length < 0 || found.length - length < offset) {
            throw new EOFException(name + " has only " + found.length + " bytes");
        }
        return Arrays.copyOfRange(found, (int) offset, (int) offset + length);
    }

    @Override
    public long size(StorageName name) throws IOException {
        return present(name).length;
    }

    @Override
    public void list(StorageName folder, Consumer<StoredFile> each) {
        bytes.forEach((name, content) -> {
            if (name.value().startsWith(folder.value() + "/")) {
                each.accept(new StoredFile(name, content.length));
            }
        });
    }

    @Override
    public void delete(StorageName name) throws IOException {
        if (bytes.remove(name) == null) {
            throw new NoSuchFileException(name.value());
        }
    }

    @Override
    public String location() {
        return "memory";
    }

    @Override
    public void close() {}
}
