package io.relaybackup.benchmark;

import io.relaybackup.sample.SampleData;
import io.relaybackup.testing.ForkedService;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks a warm service, which keeps 1,000 backups and makes another all the while, for {@code GET /backups?limit=50} 200
 * times a second, and prints the latencies. A request counts from the moment it was due, so that one slow answer does
 * not hide the wait of those behind it.
 */
final class ListLoad {

    private static final int BACKUPS = Integer.getInteger("relay.benchmark.backups", 1000);

    private static final int RATE = 200;

    private static final Duration WARM_UP = Duration.ofSeconds(20);

    private static final Duration MEASURED = Duration.ofSeconds(30);

    private static final int MOST_AT_ONCE = 400;

    private final Path root;
    private final HttpClient http = HttpClient.newHttpClient();

    ListLoad(Path root) {
        this.root = root;
    }

    /** One line of figures: requests, errors, and the latencies in milliseconds at p50, p99 and the worst. */
    String run() throws IOException, InterruptedException {
        SampleData.small().layOut(root.resolve("data"));
        try (ForkedService service =
                ForkedService.start(root, "--relay.backup.stores.local.retention.keep-last=unlimited")) {
            for (int i = 0; i < BACKUPS; i++) {
                service.client().json(201, "POST", "/backups", "", "Prefer", "wait=60");
            }
            addBulk();
            AtomicInteger errors = new AtomicInteger();
            load(service, WARM_UP, errors);
            errors.set(0);
            int before = made(service);
            service.client().fire("POST", "/backups", "{\"full\":true}", "Prefer", "wait=600");
            long[] nanos = load(service, MEASURED, errors);
            boolean stillRunning = service.client()
                    .json(200, "GET", "/operations?status=running", "")
                    .toString()
                    .contains("\"backup\"");
            Arrays.sort(nanos);
            return String.format(
                    "GET /backups?limit=50 on %d backups at %d/s while a backup runs%s: %d requests, %d errors, p50 %.1f ms, p99 %.1f ms, max %.1f ms",
                    before,
                    RATE,
                    stillRunning ? "" : " (it ended before the last request)",
                    nanos.length,
                    errors.get(),
                    millis(nanos, 0.50),
                    millis(nanos, 0.99),
                    millis(nanos, 1.00));
        }
    }

    /** Enough that one full backup lasts longer than the measurement. */
    private void addBulk() throws IOException {
        Random random = new Random(7);
        byte[] block = new byte[1 << 20];
        Path bulk = Files.createDirectories(root.resolve("data/bulk"));
        int files = Integer.getInteger("relay.benchmark.bulk", 160);
        for (int file = 0; file < files; file++) {
            try (OutputStream out = Files.newOutputStream(bulk.resolve("bulk-" + file))) {
                for (int i = 0; i < 64; i++) {
                    random.nextBytes(block);
                    out.write(block);
                }
            }
        }
    }

    private static int made(ForkedService service) throws IOException, InterruptedException {
        int count = 0;
        String next = "";
        do {
            var page = service.client().json(200, "GET", "/backups?limit=500" + next, "");
            count += page.get("backups").size();
            next = page.has("next") ? "&cursor=" + page.get("next").asString() : null;
        } while (next != null);
        return count;
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private long[] load(ForkedService service, Duration length, AtomicInteger errors)
            throws IOException, InterruptedException {
        HttpRequest request = service.client().request("GET", "/backups?limit=50", "");
        int total = (int) (length.toSeconds() * RATE);
        long[] nanos = new long[total];
        Semaphore open = new Semaphore(MOST_AT_ONCE);
        long start = System.nanoTime();
        for (int i = 0; i < total; i++) {
            int n = i;
            long due = start + TimeUnit.SECONDS.toNanos(1) * i / RATE;
            LockSupport.parkNanos(due - System.nanoTime());
            open.acquire();
            http.sendAsync(request, BodyHandlers.ofByteArray()).whenComplete((response, failure) -> {
                nanos[n] = System.nanoTime() - due;
                if (failure != null || isWrong(response)) {
                    errors.incrementAndGet();
                }
                open.release();
            });
        }
        open.acquire(MOST_AT_ONCE);
        return nanos;
    }

    private static boolean isWrong(HttpResponse<byte[]> response) {
        return response.statusCode() != 200 || response.body().length < 1000;
    }

    private static double millis(long[] sorted, double share) {
        return sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))] / 1e6;
    }
}
