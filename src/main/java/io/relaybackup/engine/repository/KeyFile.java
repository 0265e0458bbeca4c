package io.relaybackup.engine.repository;

import io.relaybackup.engine.crypto.Scrypt;
import io.relaybackup.engine.crypto.Seal;
import io.relaybackup.engine.crypto.SecretKey;
import io.relaybackup.engine.crypto.UnauthenticException;
import io.relaybackup.engine.storage.StorageName;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import tools.jackson.databind.JsonNode;

/**
 * The master key under one password: a file in {@code keys}, plain JSON, in which {@code data} is the master key's own
 * JSON, sealed with the key that scrypt makes of the password and {@code salt}.
 */
final class KeyFile {

    private static final int SALT = 64;

    private final Instant created;
    private final String username;
    private final String hostname;
    private final Scrypt scrypt;
    private final byte[] salt;
    private final byte[] data;

    private KeyFile(Instant created, String username, String hostname, Scrypt scrypt, byte[] salt, byte[] data) {
        this.created = created;
        this.username = username;
        this.hostname = hostname;
        this.scrypt = scrypt;
        this.salt = salt;
        this.data = data;
    }

    /** When the password was added. */
    Instant created() {
        return created;
    }

    /** Who added it; for people. */
    String username() {
        return username;
    }

    /** Where it was added; for people. */
    String hostname() {
        return hostname;
    }

    /** Puts a master key under a password. */
    static KeyFile make(
            SecretKey master,
            byte[] password,
            Scrypt scrypt,
            Instant created,
            String username,
            String hostname,
            SecureRandom random) {
        byte[] salt = new byte[SALT];
        random.nextBytes(salt);
        byte[] plain = masterJson(master);
        try (SecretKey user = scrypt.derive(password, salt)) {
            return new KeyFile(created, username, hostname, scrypt, salt, new Seal(user, random).seal(plain));
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    private static byte[] masterJson(SecretKey master) {
        Base64.Encoder base64 = Base64.getEncoder();
        var json = Json.MAPPER.createObjectNode();
        json.putObject("mac").put("k", base64.encodeToString(master.k())).put("r", base64.encodeToString(master.r()));
        json.put("encrypt", base64.encodeToString(master.encryption()));
        return Json.bytes(json);
    }

    /**
     * The master key.
     *
     * @param file for messages
     * @throws UnauthenticException when the password is another's
     * @throws CorruptRepositoryException when what the password opens is no key
     */
    SecretKey open(StorageName file, byte[] password, SecureRandom random)
            throws UnauthenticException, CorruptRepositoryException {
        byte[] plain;
        try (SecretKey user = scrypt.derive(password, salt)) {
            plain = new Seal(user, random).open(data);
        }
        try {
            JsonNode json = Json.object(file, plain);
            JsonNode mac = json.path("mac");
            return SecretKey.of(
                    Json.binary(file, json, "encrypt"), Json.binary(file, mac, "k"), Json.binary(file, mac, "r"));
        } catch (IllegalArgumentException e) {
            throw new CorruptRepositoryException(file, "holds no master key", e);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    byte[] json() {
        Base64.Encoder base64 = Base64.getEncoder();
        return Json.bytes(Json.MAPPER
                .createObjectNode()
                .put("created", ZonedTimes.format(created.atOffset(ZoneOffset.UTC)))
                .put("username", username)
                .put("hostname", hostname)
                .put("kdf", "scrypt")
                .put("N", scrypt.n())
                .put("r", scrypt.r())
                .put("p", scrypt.p())
                .put("salt", base64.encodeToString(salt))
                .put("data", base64.encodeToString(data)));
    }

    /**
     * Reads what {@link #json} wrote.
     *
     * @throws CorruptRepositoryException also when its parameters would cost more than any real ones
     */
    static KeyFile parse(StorageName file, byte[] bytes) throws CorruptRepositoryException {
        JsonNode json = Json.object(file, bytes);
        String kdf = Json.text(file, json, "kdf");
        if (!kdf.equals("scrypt")) {
            throw new CorruptRepositoryException(file, "asks for an unknown way to derive a key: " + kdf, null);
        }
        try {
            return new KeyFile(
                    ZonedTimes.parse(Json.text(file, json, "created")).toInstant(),
                    Json.text(file, json, "username"),
                    Json.text(file, json, "hostname"),
                    new Scrypt(
                            Json.integer(file, json, "N"),
                            Json.integer(file, json, "r"),
                            Json.integer(file, json, "p")),
                    Json.binary(file, json, "salt"),
                    Json.binary(file, json, "data"));
        } catch (IllegalArgumentException e) {
            throw new CorruptRepositoryException(file, "makes no sense: " + e.getMessage(), e);
        }
    }
}
