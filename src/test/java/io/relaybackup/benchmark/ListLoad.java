package io.relaybackup.benchmark;

import io.relaybackup.sample.SampleData;
import io.relaybackup.testing.ForkedService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks a warm service, which keeps 1,000 backups and makes full ones all the while, for {@code GET /backups?limit=50}
 * 200 times a second, and prints the latencies. A request counts from the moment it was due, so that one slow answer
 * does not hide the wait of those behind it.
 */
final class ListLoad {

    private static final int BACKUPS = Integer.getInteger("relay.benchmark.backups", 1000);

    private static final int RATE = 200;

    /** Of {@link DataSet#SMALL}: a backup of some seconds, busy on all cores. */
    private static final double BULK = Double.parseDouble(System.getProperty("relay.benchmark.scale", "0.3"));

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
            DataSet.SMALL.generate(Files.createDirectories(root.resolve("data/bulk")), BULK);
            AtomicInteger errors = new AtomicInteger();
            load(service, WARM_UP, errors);
            errors.set(0);
            AtomicInteger made = new AtomicInteger();
            AtomicBoolean over = new AtomicBoolean();
            CompletableFuture<Void> backups = CompletableFuture.runAsync(() -> backUpUntil(over, service, made));
            long[] nanos = load(service, MEASURED, errors);
            over.set(true);
            backups.join();
            Arrays.sort(nanos);
            return String.format(
                    Locale.ROOT,
                    "GET /backups?limit=50 on %d backups at %d/s while full backups run (%d of them): %d requests,"
                            + " %d errors, p50 %.1f ms, p99 %.1f ms, max %.1f ms",
                    BACKUPS,
                    RATE,
                    made.get(),
                    nanos.length,
                    errors.get(),
                    millis(nanos, 0.50),
                    millis(nanos, 0.99),
                    millis(nanos, 1.00));
        }
    }

    /** One after the other, so that one runs at any moment. */
    private static void backUpUntil(AtomicBoolean over, ForkedService service, AtomicInteger made) {
        try {
            while (!over.get()) {
                service.client().json(201, "POST", "/backups", "{\"full\":true}", "Prefer", "wait=600");
                made.incrementAndGet();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
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
