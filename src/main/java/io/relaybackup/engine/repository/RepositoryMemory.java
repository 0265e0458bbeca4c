package io.relaybackup.engine.repository;

import io.relaybackup.engine.file.NamedChannel;
import io.relaybackup.engine.store.BackupId;
import io.relaybackup.engine.store.Notes.Verification;
import io.relaybackup.engine.store.VerifyLevel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What this service remembers of a repository, in a file of its own: what it found when it verified backups, which
 * packs it read when, and which backups there were. Written into the repository, all that would give snapshots another
 * id with every look. Losing it loses no more than that. Safe for many threads.
 */
final class RepositoryMemory {

    private static final Logger log = LoggerFactory.getLogger(RepositoryMemory.class);

    /** How long a backup is missed that somebody else must have removed, or that was lost. */
    private static final Duration MISSED = Duration.ofDays(7);

    private static final long LARGEST = 256L * 1024 * 1024;

    private final Path file;
    private final Map<BackupId, Verification> verifications = new HashMap<>();
    private final Map<Digest, Instant> packReads = new HashMap<>();
    private final Set<BackupId> seen = new HashSet<>();
    private final Map<BackupId, Instant> goneSince = new HashMap<>();
    private final Set<Digest> suspects = new HashSet<>();
    private @Nullable Instant checked;
    private long unused = -1;

    private RepositoryMemory(Path file) {
        this.file = file;
    }

    /** What is remembered of a repository; nothing when the file is missing or makes no sense. */
    static RepositoryMemory open(Path folder, Digest repository) {
        RepositoryMemory memory = new RepositoryMemory(folder.resolve(repository + ".json"));
        try {
            if (Files.size(memory.file) <= LARGEST) {
                memory.read(Json.MAPPER.readTree(Files.readAllBytes(memory.file)));
            }
        } catch (NoSuchFileException e) {
            // Nothing yet.
        } catch (IOException | JacksonException | IllegalArgumentException | DateTimeException e) {
            log.warn("What was remembered of the repository {} is lost: {}", repository, e.toString());
        }
        return memory;
    }

    private void read(JsonNode json) {
        for (Map.Entry<String, JsonNode> each : json.path("verifications").properties()) {
            JsonNode of = each.getValue();
            verifications.put(
                    new BackupId(each.getKey()),
                    new Verification(
                            Instant.parse(of.path("at").asString("")),
                            VerifyLevel.valueOf(of.path("level").asString("").toUpperCase(Locale.ROOT)),
                            of.path("intact").asBoolean(false),
                            of.path("damages").asLong(0)));
        }
        for (Map.Entry<String, JsonNode> each : json.path("packs").properties()) {
            packReads.put(
                    Digest.parse(each.getKey()),
                    Instant.ofEpochSecond(each.getValue().asLong(0)));
        }
        for (JsonNode each : json.path("backups")) {
            seen.add(new BackupId(each.asString("")));
        }
        for (JsonNode each : json.path("suspects")) {
            suspects.add(Digest.parse(each.asString("")));
        }
        for (Map.Entry<String, JsonNode> each : json.path("gone").properties()) {
            goneSince.put(
                    new BackupId(each.getKey()), Instant.parse(each.getValue().asString("")));
        }
        if (json.path("checked").isString()) {
            checked = Instant.parse(json.path("checked").stringValue());
        }
        unused = json.path("unusedBytes").asLong(-1);
    }

    /** Writes it down; failing to is only logged. */
    synchronized void save() {
        ObjectNode json = Json.MAPPER.createObjectNode();
        if (checked != null) {
            json.put("checked", checked.toString());
        }
        json.put("unusedBytes", unused);
        ObjectNode found = json.putObject("verifications");
        for (Map.Entry<BackupId, Verification> each : verifications.entrySet()) {
            Verification last = each.getValue();
            found.putObject(each.getKey().value())
                    .put("at", last.at().toString())
                    .put("level", last.level().name().toLowerCase(Locale.ROOT))
                    .put("intact", last.intact())
                    .put("damages", last.damages());
        }
        ObjectNode packs = json.putObject("packs");
        packReads.forEach((pack, at) -> packs.put(pack.toString(), at.getEpochSecond()));
        var backups = json.putArray("backups");
        seen.stream().sorted().forEach(id -> backups.add(id.value()));
        var doubtful = json.putArray("suspects");
        suspects.stream().sorted().forEach(pack -> doubtful.add(pack.toString()));
        ObjectNode gone = json.putObject("gone");
        goneSince.forEach((id, since) -> gone.put(id.value(), since.toString()));
        try {
            write(Json.bytes(json));
        } catch (IOException e) {
            log.warn("What was found of a repository could not be written to {}: {}", file, e.toString());
        }
    }

    private void write(byte[] bytes) throws IOException {
        Path folder = file.getParent();
        if (folder == null) {
            throw new IllegalStateException("no file without a folder: " + file);
        }
        Files.createDirectories(folder);
        Path temporary = folder.resolve(file.getFileName() + ".tmp");
        try (FileChannel channel = NamedChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** What the last verification found; null when there was none. */
    synchronized @Nullable Verification last(BackupId id) {
        return verifications.get(id);
    }

    void remember(BackupId id, Verification verification) {
        synchronized (this) {
            verifications.put(id, verification);
        }
        save();
    }

    /** A backup was removed by this service. */
    void forget(BackupId id) {
        synchronized (this) {
            verifications.remove(id);
            seen.remove(id);
            goneSince.remove(id);
        }
        save();
    }

    /** A backup of this host is there. */
    void see(BackupId id) {
        synchronized (this) {
            seen.add(id);
        }
        save();
    }

    /**
     * Learns which backups of this host there are. Tells of those that were there before, that nobody here removed, and
     * since when each is known to be gone: for a while only, as other clients may remove backups, too, and tell nobody.
     */
    synchronized Map<BackupId, Instant> missing(Collection<BackupId> present, Instant now) {
        seen.addAll(present);
        Set<BackupId> gone = new HashSet<>(seen);
        gone.removeAll(new HashSet<>(present));
        goneSince.keySet().retainAll(gone);
        gone.forEach(id -> goneSince.putIfAbsent(id, now));
        goneSince.entrySet().removeIf(each -> {
            boolean toldLongEnough = Duration.between(each.getValue(), now).compareTo(MISSED) > 0;
            if (toldLongEnough) {
                seen.remove(each.getKey());
                verifications.remove(each.getKey());
            }
            return toldLongEnough;
        });
        return new TreeMap<>(goneSince);
    }

    /** Somebody knows which backups are gone, and takes it as it is. */
    synchronized void acknowledge() {
        seen.removeAll(goneSince.keySet());
        goneSince.clear();
    }

    /** A pack was read from its first byte to its last and was whole. */
    synchronized void packRead(Digest pack, Instant at) {
        packReads.put(pack, at);
        suspects.remove(pack);
    }

    /** Something in a pack was found damaged. */
    synchronized void suspect(Digest pack) {
        suspects.add(pack);
        packReads.remove(pack);
    }

    /** Packs that are there, and in which something was found damaged. */
    synchronized Set<Digest> suspects() {
        return Set.copyOf(suspects);
    }

    /** When each pack was last read; of those that never were there is nothing. */
    synchronized Map<Digest, Instant> packReads() {
        return new TreeMap<>(packReads);
    }

    /** Forgets packs that are gone. */
    synchronized void keepPacks(Collection<Digest> present) {
        packReads.keySet().retainAll(new HashSet<>(present));
        suspects.retainAll(new HashSet<>(present));
    }

    /** When all backups were last looked at; null for never. */
    synchronized @Nullable Instant checked() {
        return checked;
    }

    synchronized void checkedAt(Instant at) {
        checked = at;
    }

    /** Bytes that no backup needs, as last found; -1 when not known. */
    synchronized long unused() {
        return unused;
    }

    synchronized void unusedIs(long bytes) {
        unused = bytes;
    }
}
