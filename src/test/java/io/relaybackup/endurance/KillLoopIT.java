package io.relaybackup.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.endurance.BusyClients.First;
import io.relaybackup.testing.Fingerprint;
import io.relaybackup.testing.ForkedService;
import io.relaybackup.testing.ServiceClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real service, killed with SIGKILL at random moments, starts among them, while a writer changes the source and
 * clients back up into a plain store and a repository, restore in place, drill, verify, delete, undelete, purge, apply
 * retention and prune. After each kill it starts again by itself; every backup that it had reported is in each store,
 * listed or in the trash, unless somebody asked for its end; the component that was being restored is wholly of one
 * backup. In the end both stores are whole to the last byte and hold nothing else.
 *
 * <p>{@code -Drelay.kills} says how often, {@code -Drelay.seed} repeats a run's moments.
 */
class KillLoopIT {

    private static final int KILLS = Integer.getInteger("relay.kills", 4);

    private static final int LONGEST_MILLIS = 4000;

    /** After something was seen to begin. */
    private static final int SHORTEST_MILLIS = 25;

    /** Of a start, one in so many. */
    private static final int STARTS_KILLED = 4;

    private static final String ANY = "any moment";

    private static final int KEPT = 6;

    private static final List<String> STORES = List.of("local", "offsite");

    private static final int USERS = 200;

    @TempDir
    Path root;

    private final long seed = Long.getLong("relay.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Ledger ledger = new Ledger(0);
    private final Map<String, Map<String, String>> contents = new HashMap<>();
    private final Map<String, Integer> answers = new TreeMap<>();
    private final Map<String, Integer> aims = new TreeMap<>();
    private int startsKilled;
    private int leftWrites;

    private String[] arguments() {
        return new String[] {
            "--relay.backup.restore.allowed-targets=" + root.resolve("out"),
            // All users are of another generation now and then, which is no wreck here.
            "--relay.backup.suspect.changed=100",
            "--relay.backup.stores.local.retention.keep-last=" + KEPT,
            "--relay.backup.stores.offsite.type=restic",
            "--relay.backup.stores.offsite.location=" + root.resolve("repository"),
            "--relay.backup.stores.offsite.password-file=" + root.resolve("password"),
            "--relay.backup.stores.offsite.initialize=true",
            "--relay.backup.stores.offsite.retention.keep-last=" + KEPT
        };
    }

    private void layOut() throws IOException {
        for (String component : List.of("users", "voting", "blockchain")) {
            Files.createDirectories(root.resolve("data").resolve(component));
        }
        Files.createDirectories(root.resolve("out"));
        Files.writeString(root.resolve("password"), "geheim");
        writeUsers(0);
    }

    /** While the service does not run, so that each backup has them of one generation. */
    private void writeUsers(int generation) throws IOException {
        for (int i = 0; i < USERS; i++) {
            Files.writeString(
                    root.resolve("data/users/user-" + i + ".json"),
                    "{\"user\":" + i + ",\"generation\":" + generation + ",\"noise\":\"" + "x".repeat(2000) + "\"}");
        }
    }

    private int generation(Path users) throws IOException {
        List<Integer> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(users)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String text = Files.readString(file);
                found.add(Integer.parseInt(text.replaceAll(".*\"generation\":(\\d+).*", "$1")));
            }
        }
        assertThat(found).as("the users' files, seed %d", seed).hasSize(USERS);
        assertThat(found.stream().distinct())
                .as("their generations, seed %d", seed)
                .hasSize(1);
        return found.get(0);
    }

    /** Appends to the chain and rewrites votes until it is told to end. */
    private Thread startWriter(AtomicBoolean ended) {
        Thread writer = new Thread(() -> {
            Random bytes = new Random(seed + 1);
            byte[] vote = new byte[50_000];
            for (int i = 0; !ended.get(); i++) {
                try {
                    Files.write(
                            root.resolve("data/blockchain/chain.jsonl"),
                            ("{\"block\":" + i + ",\"hash\":\"" + bytes.nextLong() + "\"}\n")
                                    .getBytes(StandardCharsets.UTF_8),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.APPEND);
                    bytes.nextBytes(vote);
                    Path votes = root.resolve("data/voting");
                    Files.write(votes.resolve("new"), vote);
                    Files.move(votes.resolve("new"), votes.resolve("vote-" + i % 50), StandardCopyOption.ATOMIC_MOVE);
                    Thread.sleep(5);
                } catch (IOException e) {
                    throw new AssertionError(e);
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
        writer.start();
        return writer;
    }

    @Test
    void noKillLosesABackupOrNeedsAHand() throws Exception {
        layOut();
        int generation = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            AtomicBoolean ended = new AtomicBoolean();
            Thread writer = startWriter(ended);
            if (random.nextInt(STARTS_KILLED) == 0) {
                killAStart();
            } else {
                killAtWork();
            }
            ended.set(true);
            writer.join();
            if (kill % 3 == 2) {
                recover();
                ledger.found(generation(root.resolve("data/users")));
                writeUsers(++generation);
                ledger.written(generation);
            }
        }
        letLeftWritesAge();
        try (ForkedService service = ForkedService.start(root, arguments())) {
            ServiceClient client = service.client();
            ledger.found(generation(root.resolve("data/users")));
            expectWhatWasMade(client);
            client.json(201, "POST", "/backups", "", "Prefer", "wait=120");
            client.json(200, "POST", "/retention/apply", "", "Prefer", "wait=120");
            client.json(200, "POST", "/stores/offsite/prune", "{\"maxUnusedPercent\":0}", "Prefer", "wait=120");
            expectAllWhole(client);
            expectNothingElse(client);
        }
        System.out.printf(
                "killed %d times, %d of them while it started, seed %d, met %s: %d backups made, %d writes left; %s%n",
                KILLS, startsKilled, seed, aims, ledger.count(), leftWrites, answers);
    }

    /** What a repository's storage began to write is nobody's once it is older than any write may take. */
    private void letLeftWritesAge() throws IOException {
        FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofMinutes(11)));
        try (Stream<Path> all = Files.walk(root.resolve("repository"))) {
            for (Path path : (Iterable<Path>) all::iterator) {
                if (path.getFileName().toString().startsWith(".tmp-")) {
                    Files.setLastModifiedTime(path, longAgo);
                    leftWrites++;
                }
            }
        }
    }

    private void killAStart() throws IOException, InterruptedException {
        try (ForkedService service = ForkedService.launch(root, arguments())) {
            Thread.sleep(random.nextInt(LONGEST_MILLIS));
            service.kill();
            startsKilled++;
        }
    }

    private void killAtWork() throws IOException, InterruptedException {
        try (ForkedService service = ForkedService.start(root, arguments())) {
            ledger.found(generation(root.resolve("data/users")));
            expectWhatWasMade(service.client());
            Aim aim = aim();
            BusyClients clients =
                    new BusyClients(service.client(), ledger, STORES, aim.first(), new Random(random.nextLong()));
            try (clients) {
                clients.start();
                waitFor(aim);
                service.kill();
            }
            clients.answers().forEach((what, count) -> answers.merge(what, count, Integer::sum));
            assertThat(clients.surprises()).as("seed %d", seed).isEmpty();
        }
    }

    /**
     * What a kill is to meet: a process is killed at some time or other, and what matters takes a few milliseconds.
     *
     * @param first what brings it about
     * @param most how long it is waited for
     */
    private record Aim(String what, First first, int most, Sight sight) {}

    /** Whether it can be seen to go on. */
    @FunctionalInterface
    private interface Sight {
        boolean is() throws IOException;
    }

    private Aim aim() throws IOException {
        long packs = packs();
        long indexes = changed("repository/index");
        long snapshots = changed("repository/snapshots");
        return switch (random.nextInt(6)) {
            case 0 ->
                aim("a swap", First.RESTORE, () -> Files.exists(root.resolve("data/.relay-restore/journal.json")));
            case 1 ->
                aim(
                        "plain work",
                        First.BACKUP,
                        () -> !names(root.resolve("backups/.partial")).isEmpty());
            case 2 -> aim("a pack", First.BACKUP, () -> packs() != packs);
            case 3 -> aim("an index", First.BACKUP, () -> changed("repository/index") != indexes);
            case 4 -> aim("a snapshot", First.BACKUP, () -> changed("repository/snapshots") != snapshots);
            default -> new Aim(ANY, First.ANY, 500 + random.nextInt(LONGEST_MILLIS), () -> false);
        };
    }

    private static Aim aim(String what, First first, Sight sight) {
        return new Aim(what, first, 3 * LONGEST_MILLIS, sight);
    }

    private long packs() throws IOException {
        try (Stream<Path> folders = Files.list(root.resolve("repository/data"))) {
            return folders.mapToLong(folder -> folder.toFile().lastModified())
                    .max()
                    .orElse(0);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private long changed(String folder) throws IOException {
        Path path = root.resolve(folder);
        return Files.exists(path) ? Files.getLastModifiedTime(path).to(TimeUnit.NANOSECONDS) : 0;
    }

    /** Until something was seen, and a moment longer, or for a time where it is not. */
    private void waitFor(Aim aim) throws IOException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(aim.most());
        boolean seen = false;
        while (!seen && System.nanoTime() < until) {
            Thread.sleep(1);
            seen = aim.sight().is();
        }
        if (seen) {
            Thread.sleep(random.nextInt(SHORTEST_MILLIS));
        }
        aims.merge(seen ? aim.what() : ANY, 1, Integer::sum);
    }

    /** As the application's start script does before it writes. */
    private void recover() throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(arguments()));
        arguments.add("--relay.backup.recover-only=true");
        try (ForkedService recovery = ForkedService.launch(root, arguments.toArray(String[]::new))) {
            assertThat(recovery.waitFor(Duration.ofMinutes(2)))
                    .as(recovery.output())
                    .isZero();
        }
    }

    /** By store, as a killed backup may be in one of them alone. */
    private void expectWhatWasMade(ServiceClient client) throws IOException, InterruptedException {
        for (String store : STORES) {
            List<String> held = held(client, store, "complete");
            List<String> trashed = held(client, store, "deleted");
            assertThat(held).as("listed and in the trash, seed %d", seed).noneMatch(trashed::contains);
            List<String> all = new ArrayList<>(held);
            all.addAll(trashed);
            assertThat(all).as("what '%s' has, seed %d", store, seed).containsAll(ledger.expected());
        }
    }

    private static List<String> held(ServiceClient client, String store, String status)
            throws IOException, InterruptedException {
        return client.json(200, "GET", "/backups?status=" + status + "&limit=500&store=" + store, "")
                .get("backups")
                .valueStream()
                .map(each -> each.get("id").asString())
                .toList();
    }

    private void expectAllWhole(ServiceClient client) throws IOException, InterruptedException {
        for (String store : STORES) {
            client.json(200, "POST", "/stores/" + store + "/verify", "{\"level\":\"data\"}", "Prefer", "wait=300");
        }
        for (String store : STORES) {
            List<String> held = held(client, store, "complete");
            assertThat(held).hasSizeBetween(1, KEPT);
            for (String id : held) {
                expectWhole(client, store, id);
            }
            for (String id : held(client, store, "deleted")) {
                expectWhole(client, store, id);
            }
        }
    }

    private void expectWhole(ServiceClient client, String store, String id) throws IOException, InterruptedException {
        Path target = root.resolve("out").resolve(id);
        client.json(
                200,
                "POST",
                "/backups/" + id + "/restore",
                "{\"target\":\"" + target + "\",\"store\":\"" + store + "\"}",
                "Prefer",
                "wait=120");
        int found = generation(target.resolve("users"));
        assertThat(ledger.generation(id))
                .as("generation of %s, seed %d", id, seed)
                .isIn(-1, found);
        Map<String, String> restored = Fingerprint.of(target, "backup-manifest.json");
        assertThat(contents.computeIfAbsent(id, none -> restored)).isEqualTo(restored);
        delete(target);
    }

    private static List<String> names(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private void expectNothingElse(ServiceClient client) throws IOException, InterruptedException {
        try (Stream<Path> all = Files.list(root.resolve("backups"))) {
            assertThat(all.map(path -> path.getFileName().toString()).filter(name -> !name.startsWith("backup-")))
                    .isSubsetOf(".lock", ".partial", ".trash");
        }
        assertThat(names(root.resolve("backups/.partial"))).isEmpty();
        assertThat(names(root.resolve("backups/.trash")))
                .containsExactlyInAnyOrderElementsOf(held(client, "local", "deleted"));
        assertThat(names(root.resolve("repository/snapshots")))
                .hasSize(held(client, "offsite", "complete").size()
                        + held(client, "offsite", "deleted").size());
        try (Stream<Path> all = Files.walk(root.resolve("repository"))) {
            assertThat(all.filter(Files::isRegularFile)
                            .map(path ->
                                    root.resolve("repository").relativize(path).toString())
                            .filter(name -> !name.matches("config|(keys|data/..|index|snapshots)/[0-9a-f]{64}")))
                    .isEmpty();
        }
        assertThat(root.resolve("data/.relay-restore/new")).doesNotExist();
    }
}
