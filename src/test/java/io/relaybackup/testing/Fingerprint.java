package io.relaybackup.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a directory holds, for telling whether two are the same: by path, the type, mode, time and content of each entry
 * below it.
 */
public final class Fingerprint {

    private Fingerprint() {}

    /** Of everything but the names at the top that are to be ignored. */
    public static Map<String, String> of(Path directory, String... ignoredAtTheTop) throws IOException {
        Map<String, String> entries = new TreeMap<>();
        List<String> ignored = List.of(ignoredAtTheTop);
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) walk::iterator) {
                Path relative = directory.relativize(path);
                if (!path.equals(directory)
                        && !ignored.contains(relative.getName(0).toString())) {
                    entries.put(relative.toString(), describe(path));
                }
            }
        }
        return entries;
    }

    private static String describe(Path path) throws IOException {
        Map<String, Object> stat = Files.readAttributes(path, "unix:mode,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
        String kind = Integer.toOctalString((int) Objects.requireNonNull(stat.get("mode")));
        if (Files.isSymbolicLink(path)) {
            return kind + " -> " + Files.readSymbolicLink(path);
        }
        String time = String.valueOf(stat.get("lastModifiedTime"));
        return kind + " " + time + (Files.isDirectory(path) ? "" : " " + sha256(Files.readAllBytes(path)));
    }

    /** Of a text or of a file's bytes, in hex. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Of a text. */
    public static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
