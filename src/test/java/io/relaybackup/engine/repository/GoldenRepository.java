package io.relaybackup.engine.repository;

import com.github.luben.zstd.Zstd;
import io.relaybackup.engine.crypto.Seal;
import io.relaybackup.engine.crypto.UnauthenticException;
import io.relaybackup.engine.storage.LocalStorage;
import io.relaybackup.engine.storage.StorageName;
import io.relaybackup.engine.storage.StoredFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A repository that the original made long ago, see {@code src/test/resources/golden/README.md}. Finds its blobs by the
 * headers of the packs alone, so that a test of how they are found can be compared with it.
 */
final class GoldenRepository {

    static final String PASSWORD = "golden pässword";
    static final String SECOND_PASSWORD = "second password";

    private static final SecureRandom RANDOM = new SecureRandom();

    /** Deriving a key takes long, and nothing here changes. */
    private static final Map<List<String>, GoldenRepository> OPENED = new ConcurrentHashMap<>();

    private final Path folder;
    private final LocalStorage storage;
    private final Repository repository;
    private final Seal seal;
    private final Map<Digest, Place> blobs = new HashMap<>();

    private record Place(StorageName pack, PackedBlob blob) {}

    /** @param name its folder's */
    static GoldenRepository open(String name) throws IOException {
        return open(name, PASSWORD);
    }

    static GoldenRepository open(String name, String password) throws IOException {
        GoldenRepository opened = OPENED.get(List.of(name, password));
        if (opened == null) {
            opened = new GoldenRepository(name, password);
            OPENED.put(List.of(name, password), opened);
        }
        return opened;
    }

    private GoldenRepository(String name, String password) throws IOException {
        folder = Path.of("src/test/resources/golden", name);
        storage = LocalStorage.open(folder.resolve("repository"));
        repository = Repository.open(storage, password.getBytes(StandardCharsets.UTF_8), RANDOM, Clock.systemUTC());
        seal = new Seal(repository.master(), RANDOM);
        for (StoredFile pack : list(FileKind.PACK)) {
            for (PackedBlob blob : PackHeader.read(storage, pack.name(), pack.size(), seal)) {
                blobs.put(blob.id(), new Place(pack.name(), blob));
            }
        }
    }

    private List<StoredFile> list(FileKind kind) throws IOException {
        List<StoredFile> files = new ArrayList<>();
        storage.list(kind.folder(), files::add);
        return files;
    }

    Repository repository() {
        return repository;
    }

    /** The snapshot that has a tag. */
    Snapshot snapshot(String tag) throws IOException {
        for (StoredFile file : list(FileKind.SNAPSHOT)) {
            Digest id = FileKind.SNAPSHOT.idOf(file).orElseThrow();
            Snapshot snapshot = Snapshot.parse(file.name(), repository.files().load(FileKind.SNAPSHOT, id));
            if (snapshot.tags().contains(tag)) {
                return snapshot;
            }
        }
        throw new IllegalArgumentException("no snapshot has the tag " + tag);
    }

    /** A blob's content, which is what its id says. */
    byte[] blob(Digest id) throws IOException {
        Place place = blobs.get(id);
        if (place == null) {
            throw new IllegalArgumentException("no pack has " + id);
        }
        PackedBlob blob = place.blob();
        byte[] content;
        try {
            content = seal.open(storage.get(place.pack(), blob.offset(), blob.length()));
        } catch (UnauthenticException e) {
            throw new AssertionError(e);
        }
        byte[] plain = blob.isCompressed() ? Zstd.decompress(content, blob.uncompressedLength()) : content;
        if (!Digest.ofContent(plain).equals(id)) {
            throw new AssertionError("a blob is not what its name says: " + id);
        }
        return plain;
    }

    /** What was in the folder that became the snapshot with this tag. */
    List<String> record(String tag) throws IOException {
        return Files.readAllLines(folder.resolve(tag + ".tsv"));
    }
}
