package io.relaybackup.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A token kept in a file by somebody else; looked at before each use, read again when it changed. While it cannot be
 * read, or does not hold a token, no value is right. Safe for use by many threads.
 */
final class TokenFile {

    static final String RULE = "a readable file with a token of 20 to 1000 printable ASCII characters without spaces";

    private static final Logger log = LoggerFactory.getLogger(TokenFile.class);

    private static final int LARGEST = 4096;

    private final Path file;

    private volatile @Nullable Known known;

    private TokenFile(Path file) {
        this.file = file;
    }

    /**
     * Reads it for the first time.
     *
     * @throws IOException when it cannot be read or does not hold a token; the message never shows its content
     */
    static TokenFile open(Path file) throws IOException {
        TokenFile opened = new TokenFile(file);
        opened.known = opened.read(opened.stamp());
        return opened;
    }

    /** The token's hash as the file is now. */
    Optional<TokenHash> hash() {
        Known last = known;
        try {
            Stamp stamp = stamp();
            if (last == null || !last.stamp().equals(stamp)) {
                last = read(stamp);
                known = last;
                log.info("The token in {} was read again", file);
            }
            return Optional.of(last.hash());
        } catch (IOException e) {
            if (last != null) {
                known = null;
                log.warn("The token in {} is refused for now: {}", file, e.toString());
            }
            return Optional.empty();
        }
    }

    private Stamp stamp() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile() || attributes.size() > LARGEST) {
            throw new IOException("it is not a file of at most " + LARGEST + " bytes");
        }
        return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    }

    private Known read(Stamp stamp) throws IOException {
        String value = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).trim();
        boolean printable = value.chars().allMatch(c -> c > 0x20 && c < 0x7f);
        if (!printable || value.length() < 20 || value.length() > 1000) {
            throw new IOException("it does not hold 20 to 1000 printable ASCII characters without spaces");
        }
        return new Known(stamp, TokenHash.of(value));
    }

    private record Known(Stamp stamp, TokenHash hash) {
        Known {
            Objects.requireNonNull(hash);
        }
    }

    private record Stamp(
            FileTime modified, long size, @Nullable Object fileKey) {}
}
