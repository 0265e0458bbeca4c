package io.relaybackup.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.storage.MemoryStorage;
import io.relaybackup.engine.storage.StorageName;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.TreePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every document of a repository as nobody ever wrote it: each is read, or refused by an {@link IOException}, with
 * little memory and in little time. Starts from a kept corpus, which is also replayed as it is, and from a seed, so
 * that each run does the same: {@code -Drelay.fuzz.seconds} and {@code -Drelay.fuzz.seed} do more.
 */
class RepositoryFuzzTest {

    private static final Path CORPUS = Path.of("src/test/resources/corpus/repository");

    private static final Path FOUND = Path.of("target/fuzz");

    /** All kinds together. */
    private static final double SECONDS = Double.parseDouble(System.getProperty("relay.fuzz.seconds", "2"));

    private static final long SEED = Long.getLong("relay.fuzz.seed", 1);

    private static final long MEMORY = 32L * 1024 * 1024;

    private static final long NANOS = 5_000_000_000L;

    private static final int LONGEST = 64 * 1024;

    private static final byte[][] TOKENS = Stream.of(
                    "{",
                    "}",
                    "[",
                    "]",
                    "\"",
                    "\\",
                    ",",
                    ":",
                    "null",
                    "true",
                    "-1",
                    "0",
                    "1e999",
                    "1e-999",
                    "0.5",
                    "9223372036854775807",
                    "9223372036854775808",
                    "18446744073709551616",
                    "4294967296",
                    "2147483648",
                    "-9223372036854775808",
                    "\\u0000",
                    "\\ud800",
                    "\\\\x00",
                    "\\\\xff",
                    "\\\\u12",
                    "\\\\U00110000",
                    "..",
                    "/",
                    "\"\"",
                    "{}",
                    "[]",
                    "[[[[[[[[",
                    "{\"a\":",
                    "0000-01-01T00:00:00+23:59",
                    "9999-12-31T23:59:60Z",
                    "2026-02-30T00:00:00Z",
                    "+18:00",
                    ".000000000000000000000001")
            .map(token -> token.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);

    /** What is read, and how far. */
    enum Kind {
        CONFIG {
            @Override
            void read(byte[] input) throws IOException {
                RepositoryConfig.parse(input).json();
            }
        },
        KEY {
            @Override
            void read(byte[] input) throws IOException {
                KeyFile.parse(NAME, input).json();
            }
        },
        INDEX {
            @Override
            void read(byte[] input) throws IOException {
                BlobIndex index = new BlobIndex();
                IndexFile.read(NAME, input, index::add);
                for (int i = 0; i < index.size(); i++) {
                    index.location(i);
                }
            }
        },
        SNAPSHOT {
            @Override
            void read(byte[] input) throws IOException {
                Snapshot snapshot = Snapshot.parse(NAME, input);
                assertThat(Snapshot.parse(NAME, snapshot.json())).isEqualTo(snapshot);
                Instant time = snapshot.time().toInstant();
                BackupId.at(time);
                SnapshotTags.notes(snapshot.tags());
                SnapshotTags.components(snapshot.tags());
                SnapshotTags.root(snapshot.tags(), time);
            }
        },
        TREE {
            @Override
            void read(byte[] input) throws IOException {
                TreeReader reader = new TreeReader(input, TreePath.of("folder"), "the tree");
                NodeJson json = new NodeJson(ZoneOffset.UTC, Owners.NAMELESS);
                for (Node node = reader.next(); node != null; node = reader.next()) {
                    Entry entry = node.entry();
                    assertThat(entry.path().parent()).isEqualTo(TreePath.of("folder"));
                    assertThat(entry.path().name().toString()).isNotIn("", ".", "..");
                    json.write(node);
                }
            }
        },
        HEADER {
            /** Seals it and puts it behind as many bytes as it may say there are. */
            @Override
            void read(byte[] input) throws IOException {
                CraftedRepository crafted = new CraftedRepository();
                byte[] sealed = crafted.seal().seal(input);
                byte[] pack = Arrays.copyOf(new byte[150], 150 + sealed.length + 4);
                System.arraycopy(sealed, 0, pack, 150, sealed.length);
                ByteBuffer.wrap(pack).putInt(pack.length - 4, Integer.reverseBytes(sealed.length));
                MemoryStorage storage = crafted.storage();
                storage.put(NAME, ByteBuffer.wrap(pack));
                PackHeader.read(storage, NAME, pack.length, crafted.seal());
            }
        },
        LOCK {
            @Override
            void read(byte[] input) throws IOException {
                LockFile.parse(NAME, input).json();
            }
        };

        private static final StorageName NAME = new StorageName("file");

        abstract void read(byte[] input) throws IOException;

        private List<byte[]> corpus() throws IOException {
            List<byte[]> all = new ArrayList<>();
            try (Stream<Path> files = Files.list(CORPUS.resolve(folder()))) {
                for (Path file : files.sorted().toList()) {
                    all.add(Files.readAllBytes(file));
                }
            }
            return all;
        }

        private String folder() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** So that its key is not counted. */
    @BeforeAll
    static void makeTheFirst() {
        new CraftedRepository();
    }

    /** Whether it was read rather than refused. */
    private static boolean attempt(Kind kind, byte[] input) throws IOException {
        boolean[] read = {false};
        long start = System.nanoTime();
        long memory;
        try {
            memory = Allocation.of(() -> {
                try {
                    kind.read(input);
                    read[0] = true;
                } catch (IOException e) {
                    assertThat(e.getMessage()).isNotBlank();
                }
            });
        } catch (RuntimeException | Error e) {
            throw new AssertionError(kind + " is neither read nor refused, see " + keep(kind, input), e);
        }
        if (memory > MEMORY || System.nanoTime() - start > NANOS) {
            throw new AssertionError(kind + " takes " + memory + " bytes and " + (System.nanoTime() - start)
                    + " ns, see " + keep(kind, input));
        }
        return read[0];
    }

    private static Path keep(Kind kind, byte[] input) throws IOException {
        Files.createDirectories(FOUND);
        return Files.write(
                FOUND.resolve(kind.folder() + "-" + Digest.ofContent(input).shortened()), input);
    }

    @ParameterizedTest
    @EnumSource
    void whatWasKeptIsReadOrRefused(Kind kind) throws IOException {
        int read = 0;
        for (byte[] input : kind.corpus()) {
            read += attempt(kind, input) ? 1 : 0;
        }
        assertThat(read).isGreaterThanOrEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void whatNobodyWroteIsReadOrRefused(Kind kind) throws IOException {
        List<byte[]> corpus = kind.corpus();
        Random random = new Random(SEED);
        long end = System.nanoTime() + (long) (SECONDS * 1e9 / Kind.values().length);
        long tries = 0;
        long read = 0;
        while (System.nanoTime() < end) {
            byte[] input = corpus.get(random.nextInt(corpus.size()));
            for (int i = random.nextInt(4); i >= 0; i--) {
                input = changed(input, corpus, random);
            }
            if (attempt(kind, input)) {
                read++;
                if (corpus.size() < 2000 && random.nextInt(50) == 0) {
                    // What is still understood leads further.
                    corpus.add(input);
                }
            }
            tries++;
        }
        System.out.println(kind + ": " + tries + " inputs, " + read + " of them read");
        assertThat(read).isPositive();
    }

    private static byte[] changed(byte[] input, List<byte[]> corpus, Random random) {
        if (input.length == 0) {
            return TOKENS[random.nextInt(TOKENS.length)];
        }
        int at = random.nextInt(input.length);
        switch (random.nextInt(7)) {
            case 0 -> {
                byte[] flipped = input.clone();
                flipped[at] ^= (byte) (1 << random.nextInt(8));
                return flipped;
            }
            case 1 -> {
                return Arrays.copyOf(input, at);
            }
            case 2 -> {
                byte[] other = corpus.get(random.nextInt(corpus.size()));
                int from = other.length == 0 ? 0 : random.nextInt(other.length);
                return joined(input, at, other, from, other.length, input.length);
            }
            case 3 -> {
                byte[] token = TOKENS[random.nextInt(TOKENS.length)];
                return joined(input, at, token, 0, token.length, at);
            }
            case 4 -> {
                byte[] token = TOKENS[random.nextInt(TOKENS.length)];
                int to = Math.min(input.length, at + random.nextInt(20));
                return joined(input, at, token, 0, token.length, to);
            }
            case 5 -> {
                int to = Math.min(input.length, at + 1 + random.nextInt(100));
                return joined(input, to, input, at, to, to);
            }
            default -> {
                byte[] set = input.clone();
                set[at] = (byte) random.nextInt(256);
                return set;
            }
        }
    }

    /** The first bytes of one, some of another, and the rest of the first. */
    private static byte[] joined(byte[] input, int at, byte[] other, int from, int to, int rest) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(input, 0, at);
        out.write(other, from, to - from);
        out.write(input, rest, input.length - rest);
        byte[] all = out.toByteArray();
        return all.length > LONGEST ? Arrays.copyOf(all, LONGEST) : all;
    }
}
