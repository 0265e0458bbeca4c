package io.relaybackup.store;

import io.relaybackup.engine.store.StoreUnavailableException;
import io.relaybackup.engine.tree.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A password in a file of its own. */
record PasswordFile(Path file) implements PasswordSource {

    private static final int LONGEST = 4096;

    @Override
    public byte[] read() throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LONGEST + 1);
        } catch (IOException e) {
            throw new StoreUnavailableException("its password-file cannot be read: " + ErrorCode.of(e), e);
        }
        byte[] password = PasswordSource.trimmed(bytes);
        Arrays.fill(bytes, (byte) 0);
        if (bytes.length > LONGEST || password.length == 0) {
            Arrays.fill(password, (byte) 0);
            throw new StoreUnavailableException(
                    "its password-file " + (bytes.length > LONGEST ? "is too long for a password" : "is empty"), null);
        }
        return password;
    }
}
