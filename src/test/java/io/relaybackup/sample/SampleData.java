package io.relaybackup.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Lays out a data directory in the shape of the application's: the same sizes and seed give the same bytes, and chain
 * and nonces end in whole lines. Keys are readable by their owner alone.
 *
 * @param seed what the random content follows from
 * @param chainBytes how large {@code chain.jsonl} is at least
 * @param users how many accounts {@code users.json} has
 * @param channels how many small files {@code channels/} has
 */
public record SampleData(long seed, long chainBytes, int users, int channels) {

    public static final String CHAIN = "blockchain/chain.jsonl";
    public static final String NONCES = "blockchain/nonces.jsonl";
    public static final String VOTES = "voting/session-votes.json";

    private static final int LINES_A_NONCE = 4;

    /** A few hundred kilobytes: what a person looks at, and most tests. */
    public static SampleData small() {
        return new SampleData(42, 200_000, 50, 12);
    }

    public SampleData withChainBytes(long bytes) {
        return new SampleData(seed, bytes, users, channels);
    }

    public SampleData withUsers(int count) {
        return new SampleData(seed, chainBytes, count, channels);
    }

    public SampleData withChannels(int count) {
        return new SampleData(seed, chainBytes, users, count);
    }

    /** Writes everything below a directory, which is made where it is missing. */
    public void layOut(Path data) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        blockchain(data);
        voting(data, random);
        security(data, random);
        users(data, random);
        write(data.resolve("system/config.json"), "{\"network\":\"sample\",\"maxPeers\":32,\"logLevel\":\"info\"}\n");
        secret(data.resolve("biometric-encryption-key.dat"), bytes(random, 64));
        secret(data.resolve("sender-keys.json"), utf8("{\"group-1\":\"" + base64(random, 32) + "\"}\n"));
        regional(data);
        write(data.resolve("proximity/beacons.json"), "[{\"id\":\"beacon-1\",\"range\":25}]\n");
        for (int i = 0; i < channels; i++) {
            write(data.resolve("channels/channel-%05d.json".formatted(i)), channel(random, i));
        }
        write(data.resolve("demo/demo users & sizes.json"), "{\"purpose\":\"a name with spaces\"}\n");
    }

    private void blockchain(Path data) throws IOException {
        HashChain chain = HashChain.begin(seed);
        SplittableRandom random = new SplittableRandom(~seed);
        Path file = data.resolve(CHAIN);
        Files.createDirectories(file.getParent());
        try (BufferedWriter lines = Files.newBufferedWriter(file);
                BufferedWriter nonces = Files.newBufferedWriter(data.resolve(NONCES))) {
            long written = 0;
            for (long i = 0; written < chainBytes; i++) {
                String line = chain.next();
                lines.write(line + "\n");
                written += line.length() + 1;
                if (i % LINES_A_NONCE == 0) {
                    nonces.write("{\"account\":\"user-" + random.nextInt(users) + "\",\"nonce\":\"" + base64(random, 12)
                            + "\"}\n");
                }
            }
        }
    }

    private void voting(Path data, SplittableRandom random) throws IOException {
        String votes = IntStream.range(0, users)
                .mapToObj(i -> "  {\"session\":\"s-" + i % 5 + "\",\"voter\":\"user-" + i + "\",\"choice\":"
                        + random.nextInt(3) + "}")
                .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
        write(data.resolve(VOTES), votes);
        write(data.resolve(VOTES + ".sha256"), sha256(votes) + "  session-votes.json\n");
    }

    private static void security(Path data, SplittableRandom random) throws IOException {
        for (String name : List.of("group-signal-sessions", "signal-keys", "signal-sessions")) {
            String keys = IntStream.range(0, 20)
                    .mapToObj(i -> "  \"user-" + i + "\": \"" + base64(random, 96) + "\"")
                    .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
            secret(data.resolve("security/" + name + ".json"), utf8(keys));
        }
        Files.setPosixFilePermissions(data.resolve("security"), PosixFilePermissions.fromString("rwx------"));
    }

    private void users(Path data, SplittableRandom random) throws IOException {
        String accounts = IntStream.range(0, users)
                .mapToObj(i -> "  {\"id\":\"user-" + i + "\",\"publicKey\":\"" + base64(random, 32) + "\"}")
                .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
        write(data.resolve("users/users.json"), accounts);
        write(data.resolve("users/invites.json"), "[{\"code\":\"" + base64(random, 9) + "\",\"uses\":3}]\n");
    }

    /** Also what only a careful copy keeps: an empty directory and a symbolic link. */
    private static void regional(Path data) throws IOException {
        write(data.resolve("regional/europe/regions.json"), "[\"north\",\"south\"]\n");
        Files.createDirectories(data.resolve("regional/pending"));
        Path link = data.resolve("regional/current");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, Path.of("europe"));
    }

    private static String channel(SplittableRandom random, int i) {
        return "{\"id\":\"channel-" + i + "\",\"members\":" + random.nextInt(500) + ",\"topicKey\":\""
                + base64(random, 200 + random.nextInt(1000)) + "\"}\n";
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void secret(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] bytes(SplittableRandom random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String base64(SplittableRandom random, int count) {
        return Base64.getEncoder().encodeToString(bytes(random, count));
    }

    static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
