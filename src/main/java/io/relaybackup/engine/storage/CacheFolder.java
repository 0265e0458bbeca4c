package io.relaybackup.engine.storage;

import io.relaybackup.engine.file.NamedChannel;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of files below a directory, under their names, the last part of which is the SHA-256 of their content.
 * Bounded: what was not used for longest goes first, across restarts by the files' times. Whatever is wrong with a file
 * or with the disk, it is as if the file were not here. Nothing is forced to the disk, as what a crash damages is
 * noticed: every file is read through before it is first used, and again when it was changed. Safe for many threads.
 */
final class CacheFolder {

    private static final Logger log = LoggerFactory.getLogger(CacheFolder.class);

    /** A dot is in no {@link StorageName}. */
    private static final String TEMPORARY = ".tmp-";

    private static final int STEP = 64 * 1024;

    private final Path root;
    private final long limit;
    private final Clock clock;
    private final Map<StorageName, Copy> copies = new LinkedHashMap<>(16, 0.75f, true);

    private long bytes;

    private CacheFolder(Path root, long limit, Clock clock) {
        this.root = root;
        this.limit = limit;
        this.clock = clock;
    }

    /** What is known of a copy; its content was as it should be when its file had this time. */
    private static final class Copy {

        private final long size;
        private volatile @Nullable FileTime checked;

        Copy(long size) {
            this.size = size;
        }
    }

    /** Uses what is there; the directory need not exist. */
    static CacheFolder open(Path directory, long limit, Clock clock) {
        CacheFolder folder = new CacheFolder(directory.toAbsolutePath().normalize(), limit, clock);
        folder.scan();
        return folder;
    }

    private record Found(StorageName name, long size, FileTime used) {}

    private synchronized void scan() {
        List<Found> found = new ArrayList<>();
        try {
            scan("", root, found);
        } catch (IOException | RuntimeException e) {
            log.warn("The cache in {} can be used in part only: {}", root, e.toString());
        }
        found.sort(Comparator.comparing(Found::used));
        for (Found file : found) {
            copies.put(file.name(), new Copy(file.size()));
            bytes += file.size();
        }
        shrink();
    }

    private static void scan(String prefix, Path folder, List<Found> found) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                BasicFileAttributes attributes =
                        Files.readAttributes(child, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                String name = prefix + child.getFileName();
                if (attributes.isDirectory()) {
                    scan(name + "/", child, found);
                } else if (name.contains(TEMPORARY)) {
                    Files.deleteIfExists(child);
                } else if (attributes.isRegularFile() && StorageName.isValid(name)) {
                    found.add(new Found(new StorageName(name), attributes.size(), attributes.lastModifiedTime()));
                }
            }
        } catch (NoSuchFileException e) {
            // Deleted meanwhile, or not made yet.
        }
    }

    private Path place(StorageName name) {
        return root.resolve(name.value());
    }

    /** Whether a file of this name can be checked. */
    static boolean isCheckable(StorageName name) {
        String last = name.last();
        return last.length() == 64 && last.chars().allMatch(c -> Character.digit(c, 16) >= 0);
    }

    static boolean isContentOf(StorageName name, ByteBuffer content) {
        MessageDigest sha256 = sha256();
        ByteBuffer rest = content.duplicate();
        int end = rest.limit();
        while (rest.position() < end) {
            rest.limit(Math.min(end, rest.position() + STEP));
            sha256.update(rest);
        }
        return HexFormat.of().formatHex(sha256.digest()).equals(name.last());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * A part of a copy; null when there is none.
     *
     * @throws EOFException when the part goes beyond the end
     */
    byte @Nullable [] read(StorageName name, long offset, int length) throws EOFException {
        Copy copy = find(name);
        if (copy == null) {
            return null;
        }
        try (FileChannel channel = NamedChannel.open(place(name), StandardOpenOption.READ)) {
            if (isIntact(name, copy, channel)) {
                return range(name, channel, offset, length);
            }
            log.warn("The copy of {} in the cache is damaged, and is fetched anew", name);
        } catch (EOFException e) {
            throw e;
        } catch (NoSuchFileException e) {
            log.debug("The copy of {} was deleted from the cache", name);
        } catch (IOException e) {
            log.warn("The copy of {} in the cache cannot be read: {}", name, e.toString());
        }
        forget(name);
        return null;
    }

    private synchronized @Nullable Copy find(StorageName name) {
        return copies.get(name);
    }

    private boolean isIntact(StorageName name, Copy copy, FileChannel channel) throws IOException {
        Path place = place(name);
        if (channel.size() != copy.size) {
            return false;
        }
        FileTime checked = copy.checked;
        if (checked != null && checked.equals(Files.getLastModifiedTime(place))) {
            return true;
        }
        if (!hash(channel).equals(name.last())) {
            return false;
        }
        Files.setLastModifiedTime(place, FileTime.from(clock.instant()));
        copy.checked = Files.getLastModifiedTime(place);
        return true;
    }

    private static String hash(FileChannel channel) throws IOException {
        MessageDigest sha256 = sha256();
        ByteBuffer step = ByteBuffer.allocate(STEP);
        long at = 0;
        while (true) {
            int read = channel.read(step.clear(), at);
            if (read < 0) {
                return HexFormat.of().formatHex(sha256.digest());
            }
            at += read;
            sha256.update(step.flip());
        }
    }

    private static byte[] range(StorageName name, FileChannel channel, long offset, int length) throws IOException {
        long size = channel.size();
        if (offset < 0 || length < 0 || size - length < offset) {
            throw new EOFException(name + " has " + size + " bytes, not " + length + " from " + offset + " on");
        }
        ByteBuffer part = ByteBuffer.allocate(length);
        while (part.hasRemaining()) {
            if (channel.read(part, offset + part.position()) < 0) {
                throw new IOException(name + " became shorter while it was read");
            }
        }
        return part.array();
    }

    /** How long a copy is; -1 when there is none, or it was not checked yet and may be cut short. */
    long size(StorageName name) {
        Copy copy = find(name);
        return copy == null || copy.checked == null ? -1 : copy.size;
    }

    /** In bytes. */
    long limit() {
        return limit;
    }

    /** Keeps a copy if there is room, the disk willing; {@link #isContentOf} must be true of it. */
    void keep(StorageName name, ByteBuffer content) {
        long size = content.remaining();
        if (size > limit || find(name) != null) {
            return;
        }
        Copy copy = new Copy(size);
        try {
            write(place(name), content.duplicate());
            copy.checked = Files.getLastModifiedTime(place(name));
        } catch (IOException e) {
            log.warn("{} cannot be kept in the cache: {}", name, e.toString());
            return;
        }
        synchronized (this) {
            Copy other = copies.put(name, copy);
            bytes += size - (other == null ? 0 : other.size);
            shrink();
        }
    }

    private void write(Path place, ByteBuffer content) throws IOException {
        Path temporary = place.resolveSibling(TEMPORARY + UUID.randomUUID());
        Files.createDirectories(temporary.resolveSibling("."));
        try {
            try (FileChannel channel =
                    NamedChannel.open(temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
                while (content.hasRemaining()) {
                    channel.write(content);
                }
            }
            Files.setLastModifiedTime(temporary, FileTime.from(clock.instant()));
            Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    private synchronized void shrink() {
        Iterator<Map.Entry<StorageName, Copy>> oldestFirst = copies.entrySet().iterator();
        while (bytes > limit && oldestFirst.hasNext()) {
            Map.Entry<StorageName, Copy> oldest = oldestFirst.next();
            oldestFirst.remove();
            drop(oldest.getKey(), oldest.getValue());
        }
    }

    private void drop(StorageName name, Copy copy) {
        bytes -= copy.size;
        try {
            Files.deleteIfExists(place(name));
        } catch (IOException e) {
            log.warn("The copy of {} cannot be removed from the cache: {}", name, e.toString());
        }
    }

    synchronized void forget(StorageName name) {
        Copy copy = copies.remove(name);
        if (copy != null) {
            drop(name, copy);
        }
    }

    /** The names of the copies below a folder. */
    synchronized Set<StorageName> names(StorageName folder) {
        Set<StorageName> names = new HashSet<>();
        for (StorageName name : copies.keySet()) {
            if (name.value().startsWith(folder.value() + "/")) {
                names.add(name);
            }
        }
        return names;
    }

    /** Forgets those that a predicate is true of. */
    synchronized void forgetIf(Predicate<StorageName> gone) {
        for (StorageName name : List.copyOf(copies.keySet())) {
            if (gone.test(name)) {
                forget(name);
            }
        }
    }

    /** Of all copies. */
    synchronized long bytes() {
        return bytes;
    }
}
