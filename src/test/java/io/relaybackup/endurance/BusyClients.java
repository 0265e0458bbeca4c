package io.relaybackup.endurance;

import io.relaybackup.testing.ServiceClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Clients that back up, apply retention, prune and restore, one call after the other each, until the service is gone.
 * Answers that were refused for what else goes on are counted, and any other is kept to be told of.
 */
final class BusyClients implements AutoCloseable {

    private final ServiceClient client;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, Integer> answers = new TreeMap<>();
    private final List<String> surprises = new ArrayList<>();
    private final List<String> backups = new ArrayList<>();

    BusyClients(ServiceClient client) {
        this.client = client;
    }

    /** A call and its body. */
    @FunctionalInterface
    interface Work {
        /** One round of it. */
        void round() throws IOException, InterruptedException;
    }

    void start(Work work) {
        Thread thread = new Thread(() -> {
            while (!ended.get()) {
                try {
                    work.round();
                } catch (IOException e) {
                    // The service was killed, as it should be.
                    return;
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
        thread.start();
        threads.add(thread);
    }

    void backUp() throws IOException, InterruptedException {
        JsonNode made = call("POST", "/backups", "", 201);
        if (made != null) {
            synchronized (this) {
                backups.add(made.get("id").asString());
            }
        }
    }

    void applyRetention() throws IOException, InterruptedException {
        call("POST", "/retention/apply", "", 200);
        Thread.sleep(100);
    }

    void prune(String store) throws IOException, InterruptedException {
        call("POST", "/stores/" + store + "/prune", "{\"maxUnusedPercent\":0}", 200);
        Thread.sleep(200);
    }

    void restore(String id, String component) throws IOException, InterruptedException {
        call(
                "POST",
                "/backups/" + id + "/restore",
                "{\"components\":[\"" + component + "\"],\"safetyBackup\":false,\"force\":true}",
                200);
        Thread.sleep(200);
    }

    private @Nullable JsonNode call(String method, String path, String body, int expected)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(method, path, body, "Prefer", "wait=120");
        String what = path.replaceAll("backup-[0-9TZ.:-]+", "{id}") + " " + answer.statusCode();
        synchronized (this) {
            answers.merge(what, 1, Integer::sum);
            // 409: something else is at work, which is as it should be; 404: the backup went by retention.
            if (answer.statusCode() != expected && answer.statusCode() != 409 && answer.statusCode() != 404) {
                surprises.add(what + " " + answer.body());
            }
        }
        return answer.statusCode() == expected ? JsonMapper.shared().readTree(answer.body()) : null;
    }

    /** Backups that were reported as made, oldest first. */
    synchronized List<String> backups() {
        return List.copyOf(backups);
    }

    /** How often each call was answered how. */
    synchronized Map<String, Integer> answers() {
        return Map.copyOf(answers);
    }

    /** Answers that nothing explains. */
    synchronized List<String> surprises() {
        return List.copyOf(surprises);
    }

    /** Returns when all have ended; the service should be gone by then. */
    @Override
    public void close() {
        ended.set(true);
        boolean interrupted = false;
        for (Thread thread : threads) {
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
