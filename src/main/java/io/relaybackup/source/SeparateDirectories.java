package io.relaybackup.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Directories of which none may be, or lie in, another: a store inside the source would back itself up, a source inside
 * a store would be rotated away.
 */
public final class SeparateDirectories {

    private final Map<String, Path> byKey = new LinkedHashMap<>();

    /**
     * Adds one.
     *
     * @param key the setting that names it
     * @throws IllegalArgumentException when it is inside another, or the other way round, symlinks resolved
     */
    public void add(String key, Path directory) {
        Path real = resolve(directory);
        byKey.forEach((otherKey, other) -> {
            if (real.startsWith(other) || other.startsWith(real)) {
                throw new IllegalArgumentException(key + " (" + directory + ") and " + otherKey + " (" + other
                        + ") must not be the same directory or lie inside one another");
            }
        });
        byKey.put(key, real);
    }

    /** The path with the symlinks resolved in as much of it as exists. */
    private static Path resolve(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        for (Path existing = absolute; existing != null; existing = existing.getParent()) {
            if (Files.exists(existing)) {
                try {
                    return existing.toRealPath()
                            .resolve(existing.relativize(absolute))
                            .normalize();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return absolute;
    }
}
