package io.relaybackup.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.crypto.Scrypt;
import io.relaybackup.engine.crypto.Seal;
import io.relaybackup.engine.storage.MemoryStorage;
import io.relaybackup.engine.storage.Storage;
import io.relaybackup.engine.storage.StorageName;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.BackupMaker;
import io.relaybackup.engine.store.LiveFolder;
import io.relaybackup.engine.store.VerifyLevel;
import io.relaybackup.engine.store.VerifyReport;
import io.relaybackup.engine.tree.Progress;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A repository in memory with backups to work on, without waiting for locks to settle. */
final class RepositoryScene implements Closeable {

    static final int MIB = 1024 * 1024;

    private static final byte[] PASSWORD = {'p'};
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Clock CLOCK = Clock.systemUTC();

    private final MemoryStorage memory;
    private final Repository repository;
    private final RepositoryParts parts;
    private final Snapshots snapshots;
    private final LiveFolder live;
    private final Path remembered;

    private RepositoryScene(MemoryStorage memory, Storage storage, LiveFolder live, Path remembered)
            throws IOException {
        this.memory = memory;
        this.live = live;
        this.remembered = remembered;
        this.repository = Repository.open(memory, PASSWORD, RANDOM, CLOCK);
        this.parts = new RepositoryParts(
                storage, Repository.open(storage, PASSWORD, RANDOM, CLOCK), options(), CLOCK, QuickLocks.TIMES);
        this.snapshots = new Snapshots(parts);
    }

    private RepositoryOptions options() {
        return RepositoryStoreTest.options(remembered).with(4 * MIB, Compression.AUTO);
    }

    /** An empty repository, to be filled from an empty folder. */
    static RepositoryScene create(Path folder) throws IOException {
        MemoryStorage memory = new MemoryStorage();
        Repository.create(memory, PASSWORD, new Scrypt(2, 1, 1), "relay", "machine", RANDOM, CLOCK)
                .close();
        return new RepositoryScene(memory, memory, new LiveFolder(folder), folder.resolveSibling("memory"));
    }

    /** A repository with the same files, which go separate ways from now on. */
    RepositoryScene copy() throws IOException {
        MemoryStorage copy = new MemoryStorage();
        copy.bytes().putAll(memory.bytes());
        return new RepositoryScene(copy, copy, live, remembered);
    }

    /** As {@link #copy}, with a copy of what is remembered. */
    RepositoryScene copy(Path elsewhere) throws IOException {
        String file = repository.config().id() + ".json";
        Files.createDirectories(elsewhere);
        Files.copy(remembered.resolve(file), elsewhere.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        MemoryStorage copy = new MemoryStorage();
        copy.bytes().putAll(memory.bytes());
        return new RepositoryScene(copy, copy, live, elsewhere);
    }

    /** The same files, behind something. */
    RepositoryScene behind(Storage storage) throws IOException {
        return new RepositoryScene(memory, storage, live, remembered);
    }

    MemoryStorage memory() {
        return memory;
    }

    RepositoryParts parts() {
        return parts;
    }

    Snapshots snapshots() {
        return snapshots;
    }

    LiveFolder live() {
        return live;
    }

    /** What no compression makes smaller. */
    static byte[] noise(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Backs the folder up. */
    BackupId backup(int number) throws IOException {
        try (RepositoryStore store = store()) {
            return BackupMaker.make(store, BackupMaker.id(number), live, null).id();
        }
    }

    /** As a service would see it that starts now. */
    RepositoryStore store() throws IOException {
        return RepositoryStore.open(new Unclosed(memory), PASSWORD, false, options(), () -> new long[] {-1, -1}, CLOCK);
    }

    void forget(BackupId id) throws IOException {
        snapshots.remove(snapshots.getListed(id));
    }

    Lock lock(LockKind kind) throws IOException {
        return new Locks(parts.storage(), parts.repository().files(), "machine", "relay", CLOCK, QuickLocks.TIMES)
                .hold(kind, Duration.ZERO);
    }

    /** Looks at every byte of every backup, as a service would that starts now. */
    Map<BackupId, VerifyReport> verify() throws IOException {
        try (RepositoryScene fresh = new RepositoryScene(memory, memory, live, remembered)) {
            fresh.parts.index().refresh();
            Map<BackupId, VerifyReport> reports = new HashMap<>();
            new SnapshotCheck(fresh.parts, VerifyLevel.DATA, Progress.NONE).run(fresh.snapshots.all(), reports::put);
            return reports;
        }
    }

    void assertIntact(BackupId... ids) throws IOException {
        Map<BackupId, VerifyReport> reports = verify();
        assertThat(reports).containsOnlyKeys(ids);
        assertThat(reports.values()).allSatisfy(report -> {
            assertThat(report.damages()).isEmpty();
            assertThat(report.files()).isPositive();
        });
    }

    /** The files of a kind. */
    List<StorageName> files(FileKind kind) {
        return memory.bytes().keySet().stream()
                .filter(name -> name.value().startsWith(kind.folder() + "/"))
                .toList();
    }

    long bytes(FileKind kind) {
        return files(kind).stream()
                .mapToLong(name -> memory.content(name).length)
                .sum();
    }

    /** What the index files say. */
    BlobIndex index() throws IOException {
        RepositoryIndex index = new RepositoryIndex(memory, repository.files());
        index.refresh();
        return index.blobs();
    }

    /** Puts a pack that holds a blob alone, whether or not the blob lies elsewhere. */
    Digest putPack(BlobType type, byte[] content, boolean indexed) throws IOException {
        BlobCodec codec = parts.codecs().take();
        OpenPack pack = new OpenPack(type, new BufferPool(1 << 20));
        Digest id = codec.digest(content, 0, content.length);
        int sealed = codec.seal(type, content, 0, content.length);
        pack.add(id, codec.sealed(), 0, sealed, codec.uncompressedLength());
        pack.finish(new Seal(repository.master(), RANDOM));
        parts.codecs().giveBack(codec);
        Digest name = Digest.ofContent(pack.bytes(), 0, pack.length());
        memory.put(FileKind.PACK.name(name), ByteBuffer.wrap(pack.bytes(), 0, pack.length()));
        if (indexed) {
            byte[] index = IndexFile.write(List.of(new IndexedPack(name, pack.blobs())));
            new SealedFiles(memory, repository.master(), 2, RANDOM).save(FileKind.INDEX, index);
        }
        return name;
    }

    @Override
    public void close() throws IOException {
        parts.close();
        repository.close();
    }

    /** Stays open when a store is closed. */
    private static final class Unclosed extends HookedStorage {

        Unclosed(Storage storage) {
            super(storage);
        }

        @Override
        public void close() {}
    }
}
