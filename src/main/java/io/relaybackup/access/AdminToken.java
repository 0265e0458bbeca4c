package io.relaybackup.access;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Makes the first token, where the database has none of its name: its value goes to {@code admin.token} in the state
 * directory and nowhere else. Once it is in the database nothing is made again, wherever the file is.
 */
final class AdminToken {

    static final String NAME = "admin";

    static final String FILE_NAME = "admin.token";

    private static final Logger log = LoggerFactory.getLogger(AdminToken.class);

    private final Path directory;

    private final StoredTokens stored;

    private final SecureRandom random;

    AdminToken(Path directory, StoredTokens stored, SecureRandom random) {
        this.directory = directory;
        this.stored = stored;
        this.random = random;
    }

    /** Makes it where it is missing; failing to is logged, because configured tokens still open the door. */
    void ensure(Instant now) {
        if (stored.has(NAME)) {
            return;
        }
        Path file = directory.resolve(FILE_NAME);
        Secret secret = Secret.random(random);
        try {
            write(file, secret);
        } catch (IOException e) {
            log.error(
                    "No admin token could be made, because {} cannot be written ({}). Tokens of the configuration and"
                            + " those made by API are not affected.",
                    file,
                    e.toString());
            return;
        }
        try {
            stored.add(new Token(NAME, secret.hash(), Set.of(Scope.ADMIN), null, now, TokenOrigin.START));
            log.info("A new admin token is in {}; move it to a safe place", file);
        } catch (DataAccessException e) {
            log.error("The admin token in {} is of no use, because the state database cannot be written", file, e);
        }
    }

    private void write(Path file, Secret secret) throws IOException {
        try {
            create(file, secret);
        } catch (FileAlreadyExistsException e) {
            log.warn("{} holds a token that the state database does not know any more; it is replaced", file);
            Path next = directory.resolve(FILE_NAME + ".new");
            Files.deleteIfExists(next);
            create(next, secret);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        }
        try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    /** Never a moment in which others may read it: the mode comes with the creation. */
    private void create(Path file, Secret secret) throws IOException {
        boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] mode = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try (FileChannel out =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode)) {
            ByteBuffer content = ByteBuffer.wrap((secret.reveal() + "\n").getBytes(StandardCharsets.US_ASCII));
            while (content.hasRemaining()) {
                out.write(content);
            }
            out.force(true);
        }
    }
}
