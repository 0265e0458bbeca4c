package io.relaybackup.engine.repository;

import io.relaybackup.engine.crypto.Scrypt;
import io.relaybackup.engine.store.StoreKey;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/** The passwords that open a repository, by their key files. Safe for many threads. */
final class Passwords {

    private final RepositoryParts parts;
    private final Supplier<Scrypt> derivation;

    /** @param derivation how the password of a new key is used */
    Passwords(RepositoryParts parts, Supplier<Scrypt> derivation) {
        this.parts = parts;
        this.derivation = derivation;
    }

    List<StoreKey> list() throws IOException {
        List<StoreKey> keys = new ArrayList<>();
        for (Digest id : parts.repository().keys().list()) {
            keys.add(key(id));
        }
        keys.sort(Comparator.comparing(StoreKey::created));
        return keys;
    }

    private StoreKey key(Digest id) throws IOException {
        KeyFile file = parts.repository().keys().get(id);
        return new StoreKey(
                id.toString(),
                file.created(),
                file.username(),
                file.hostname(),
                id.equals(parts.repository().key()));
    }

    StoreKey add(byte[] password) throws IOException {
        return key(parts.repository()
                .keys()
                .add(
                        parts.repository().master(),
                        password,
                        derivation.get(),
                        parts.options().username(),
                        parts.options().systemHost()));
    }

    void remove(String id) throws IOException {
        List<Digest> found = parts.repository().keys().list().stream()
                .filter(key -> !id.isEmpty() && key.toString().startsWith(id))
                .toList();
        if (found.isEmpty()) {
            throw new NoSuchFileException(id);
        }
        if (found.size() > 1) {
            throw new IllegalArgumentException(found.size() + " keys begin with " + id);
        }
        if (found.get(0).equals(parts.repository().key())) {
            throw new IllegalStateException("the key that this service opened the repository with cannot be removed");
        }
        parts.repository().keys().remove(found.get(0));
    }
}
