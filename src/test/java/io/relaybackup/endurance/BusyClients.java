package io.relaybackup.endurance;

import io.relaybackup.testing.ServiceClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Clients that do at random what the service can do, one call after the other each, until it is gone. Answers that were
 * refused for what else goes on are counted, and any other is kept to be told of.
 */
final class BusyClients implements AutoCloseable {

    private static final int RECENT = 12;

    /** More than that in the trash, and the oldest go for good. */
    private static final int TRASHED = 6;

    /** What a client begins with. */
    enum First {
        BACKUP,
        RESTORE,
        ANY
    }

    private final ServiceClient client;
    private final Ledger ledger;
    private final List<String> stores;
    private final Random random;
    private First next;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, Integer> answers = new TreeMap<>();
    private final List<String> surprises = new ArrayList<>();

    BusyClients(ServiceClient client, Ledger ledger, List<String> stores, First first, Random random) {
        this.client = client;
        this.ledger = ledger;
        this.stores = stores;
        this.random = random;
        this.next = first;
    }

    /** A call or some. */
    @FunctionalInterface
    private interface Work {
        void round() throws IOException, InterruptedException;
    }

    /** One that backs up, restores, drills and verifies; one that deletes; one that applies retention and prunes. */
    void start() {
        start(this::backUpOrRestore);
        start(this::deleteOrUndelete);
        start(this::free);
    }

    private void start(Work work) {
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

    /** One thing at a time, so that it is known which generation a backup is of. */
    private void backUpOrRestore() throws IOException, InterruptedException {
        List<String> restorable = ledger.restorable(RECENT);
        int choice = switch (next) {
            case BACKUP -> 0;
            case RESTORE -> 9;
            case ANY -> random.nextInt(20);
        };
        next = random.nextInt(4) == 0 ? First.ANY : next;
        if (choice < 9 || restorable.isEmpty()) {
            backUp();
        } else if (choice < 16) {
            restore(anyOf(restorable));
        } else if (choice < 18) {
            call("POST", "/drills", "{\"store\":\"" + anyOf(stores) + "\"}", 200);
        } else {
            call("POST", "/backups/" + anyOf(restorable) + "/verify", "{\"level\":\"data\"}", 200);
        }
    }

    private <T> T anyOf(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    private void backUp() throws IOException, InterruptedException {
        JsonNode made = call("POST", "/backups", "", 201);
        if (made != null
                && made.get("copies")
                        .valueStream()
                        .allMatch(copy -> copy.get("status").asString().equals("present"))) {
            ledger.made(made.get("id").asString());
        }
    }

    private void restore(String id) throws IOException, InterruptedException {
        ledger.restoring(id);
        JsonNode done = call(
                "POST",
                "/backups/" + id + "/restore",
                "{\"components\":[\"user-data\"],\"safetyBackup\":false,\"force\":true,\"store\":\"" + anyOf(stores)
                        + "\"}",
                200,
                refused -> ledger.notRestored());
        if (done != null) {
            ledger.restored(id);
        }
    }

    private void deleteOrUndelete() throws IOException, InterruptedException {
        List<String> expected = ledger.expected();
        List<String> trashed = ids("/backups?status=deleted&limit=500");
        if (!expected.isEmpty()) {
            String id = anyOf(expected);
            if (trashed.contains(id)) {
                call("POST", "/backups/" + id + "/undelete", "", 200);
            } else if (random.nextBoolean()) {
                call("DELETE", "/backups/" + id, "", 204);
            } else {
                call("DELETE", "/backups/" + id + "?store=" + anyOf(stores), "", 204);
            }
        }
        if (trashed.size() > TRASHED) {
            String id = trashed.get(trashed.size() - 1);
            ledger.purging(id);
            call("DELETE", "/backups/" + id + "?purge=true", "", 204);
        }
        Thread.sleep(random.nextInt(400));
    }

    private void free() throws IOException, InterruptedException {
        if (random.nextBoolean()) {
            call("POST", "/retention/apply", "", 200);
        } else {
            call("POST", "/stores/offsite/prune", "{\"maxUnusedPercent\":0}", 200);
        }
        Thread.sleep(random.nextInt(400));
    }

    private List<String> ids(String path) throws IOException, InterruptedException {
        JsonNode page = call("GET", path, "", 200);
        return page == null
                ? List.of()
                : page.get("backups")
                        .valueStream()
                        .map(each -> each.get("id").asString())
                        .toList();
    }

    private @Nullable JsonNode call(String method, String path, String body, int expected)
            throws IOException, InterruptedException {
        return call(method, path, body, expected, status -> {});
    }

    private @Nullable JsonNode call(String method, String path, String body, int expected, IntConsumer refused)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(method, path, body, "Prefer", "wait=120");
        int status = answer.statusCode();
        String what = method + " " + path.replaceAll("backup-[0-9TZ.:-]+", "{id}") + " " + status;
        synchronized (this) {
            answers.merge(what, 1, Integer::sum);
            // 409: something else is at work, which is as it should be; 404: the backup went by another's hand.
            if (status != expected && status != 409 && status != 404) {
                surprises.add(what + " " + answer.body());
            }
        }
        if (status == expected) {
            return answer.body().isEmpty() ? null : JsonMapper.shared().readTree(answer.body());
        }
        refused.accept(status);
        Thread.sleep(20);
        return null;
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
