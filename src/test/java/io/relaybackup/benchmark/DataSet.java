package io.relaybackup.benchmark;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/** What is backed up, the same bytes in every run. A scale below 1 makes fewer or smaller files of the same kind. */
enum DataSet {
    /** 1 GiB of {@code .jsonl} and 20,000 small JSON files. */
    LEDGER(0.8) {
        @Override
        void generate(Path folder, double scale) throws IOException {
            for (String name : new String[] {"chain", "nonces", "votes", "audit"}) {
                lines(folder.resolve(name + ".jsonl"), (long) (scale * GIB / 4));
            }
            files(folder.resolve("users"), (int) (20_000 * scale), true);
        }
    },
    /** 1 GiB of random 64 MiB files. */
    RANDOM(0.8) {
        @Override
        void generate(Path folder, double scale) throws IOException {
            Random random = new Random(2);
            byte[] block = new byte[1024 * 1024];
            int size = (int) Math.max(1, 64 * scale);
            for (int i = 0; i < 16; i++) {
                try (OutputStream out = Files.newOutputStream(folder.resolve("random-" + i + ".bin"))) {
                    for (int n = 0; n < size; n++) {
                        random.nextBytes(block);
                        out.write(block);
                    }
                }
            }
        }
    },
    /** 100,000 files of 0.2 to 4 KiB. */
    SMALL(1.0) {
        @Override
        void generate(Path folder, double scale) throws IOException {
            files(folder, (int) (100_000 * scale), false);
        }
    };

    private static final long GIB = 1L << 30;

    private static final int IN_A_DIRECTORY = 1000;

    private final double goal;

    DataSet(double goal) {
        this.goal = goal;
    }

    /** How long a first backup may take, as a part of what cp, sha256sum and sync take. */
    double goal() {
        return goal;
    }

    abstract void generate(Path folder, double scale) throws IOException;

    private static void lines(Path file, long bytes) throws IOException {
        Random random = new Random(1);
        try (OutputStream out = Files.newOutputStream(file)) {
            long written = 0;
            StringBuilder block = new StringBuilder();
            while (written < bytes) {
                block.setLength(0);
                while (block.length() < 256 * 1024) {
                    block.append(String.format(
                            Locale.ROOT,
                            "{\"index\":%d,\"hash\":\"%016x%016x\",\"from\":\"user-%d\",\"amount\":%d}%n",
                            block.length() + written,
                            random.nextLong(),
                            random.nextLong(),
                            random.nextInt(5000),
                            random.nextInt(1_000_000)));
                }
                out.write(block.toString().getBytes(StandardCharsets.US_ASCII));
                written += block.length();
            }
        }
    }

    private static void files(Path folder, int count, boolean json) throws IOException {
        Random random = new Random(3);
        for (int i = 0; i < count; i++) {
            Path directory = folder.resolve(String.format(Locale.ROOT, "%03d", i / IN_A_DIRECTORY));
            if (i % IN_A_DIRECTORY == 0) {
                Files.createDirectories(directory);
            }
            byte[] content = new byte[200 + random.nextInt(3897)];
            random.nextBytes(content);
            Files.write(
                    directory.resolve(String.format(Locale.ROOT, "f%06d.json", i)),
                    json
                            ? ("{\"id\":" + i + ",\"name\":\"user " + i + "\"}").getBytes(StandardCharsets.US_ASCII)
                            : content);
        }
    }
}
