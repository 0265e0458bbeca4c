package io.relaybackup.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All of a directory, in memory: what is on a disk at some moment, or may be.
 *
 * @param names by the number of the directory
 * @param nodes by number; those that no name leads to are not there
 */
record Disk(Map<Integer, Map<Path, Integer>> names, Map<Integer, Node> nodes) {

    static final int ROOT = 0;

    /** An inode. */
    record Node(
            Kind kind,
            Content content,
            Attributes attributes,
            @Nullable Path target) {}

    /** Numbers what is found, by the file system's own key. */
    static Disk read(Path root, Map<Object, Integer> numbers) throws IOException {
        Disk disk = new Disk(new HashMap<>(), new HashMap<>());
        disk.take(root, numbers);
        return disk;
    }

    private int take(Path path, Map<Object, Integer> numbers) throws IOException {
        BasicFileAttributes seen = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Integer known = numbers.get(seen.fileKey());
        if (known != null) {
            return known;
        }
        int number = numbers.size();
        numbers.put(seen.fileKey(), number);
        Attributes attributes = Attributes.of(path);
        if (seen.isDirectory()) {
            Map<Path, Integer> children = new TreeMap<>();
            names.put(number, children);
            nodes.put(number, new Node(Kind.DIRECTORY, Content.EMPTY, attributes, null));
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(path)) {
                for (Path child : stream) {
                    children.put(child.getFileName(), take(child, numbers));
                }
            }
        } else if (seen.isSymbolicLink()) {
            nodes.put(number, new Node(Kind.SYMLINK, Content.EMPTY, attributes, Files.readSymbolicLink(path)));
        } else if (seen.isRegularFile()) {
            nodes.put(number, new Node(Kind.FILE, Content.of(Files.readAllBytes(path)), attributes, null));
        } else {
            throw new IOException("fifos and devices are not recorded: " + path);
        }
        return number;
    }

    /** Equal for disks that nobody can tell apart. */
    String digest() {
        StringBuilder text = new StringBuilder();
        describe(ROOT, text, new HashMap<>());
        return Content.digest(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void describe(int number, StringBuilder text, Map<Integer, Integer> seen) {
        Integer earlier = seen.putIfAbsent(number, seen.size());
        if (earlier != null) {
            text.append("same as ").append(earlier).append('\n');
            return;
        }
        Node node = node(number);
        text.append(node.kind()).append(' ').append(node.attributes()).append(' ');
        switch (node.kind()) {
            case FILE -> text.append(node.content().digest()).append('\n');
            case SYMLINK -> text.append(node.target()).append('\n');
            case DIRECTORY -> {
                text.append('\n');
                children(number).forEach((name, child) -> {
                    text.append(name).append(' ');
                    describe(child, text, seen);
                });
                text.append("end\n");
            }
        }
    }

    Node node(int number) {
        Node node = nodes.get(number);
        if (node == null) {
            throw new IllegalStateException("no inode " + number);
        }
        return node;
    }

    Map<Path, Integer> children(int directory) {
        Map<Path, Integer> children = names.get(directory);
        if (children == null) {
            throw new IllegalStateException("no directory " + directory);
        }
        return children;
    }

    /** Makes it real, in a directory that is empty. */
    void writeTo(Path directory) throws IOException {
        write(ROOT, directory, new HashMap<>());
    }

    private void write(int number, Path place, Map<Integer, Path> made) throws IOException {
        Path earlier = made.putIfAbsent(number, place);
        if (earlier != null) {
            if (node(number).kind() == Kind.DIRECTORY) {
                throw new IllegalStateException("a directory with two names: " + earlier + " and " + place);
            }
            Files.createLink(place, earlier);
            return;
        }
        Node node = node(number);
        switch (node.kind()) {
            case FILE -> Files.write(place, node.content().bytes());
            case SYMLINK -> {
                Files.createSymbolicLink(place, node.target());
                return;
            }
            case DIRECTORY -> {
                if (number != ROOT) {
                    Files.createDirectory(place);
                }
                for (Map.Entry<Path, Integer> child : children(number).entrySet()) {
                    write(child.getValue(), place.resolve(child.getKey()), made);
                }
            }
        }
        node.attributes().apply(place);
    }

    /** Requires that a real directory has the same names, contents, owners and modes. */
    void requireLike(Path root) throws IOException {
        requireLike(ROOT, root, new HashMap<>());
    }

    private void requireLike(int number, Path place, Map<Integer, Object> keys) throws IOException {
        Node node = node(number);
        BasicFileAttributes seen = Files.readAttributes(place, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Object key = keys.putIfAbsent(number, String.valueOf(seen.fileKey()));
        require(key == null || key.equals(String.valueOf(seen.fileKey())), place, "is another file");
        Attributes now = Attributes.of(place);
        Attributes then = node.attributes();
        require(now.mode() == then.mode() && now.uid() == then.uid() && now.gid() == then.gid(), place, "has " + now);
        switch (node.kind()) {
            case FILE ->
                require(
                        seen.isRegularFile()
                                && Content.of(Files.readAllBytes(place)).equals(node.content()),
                        place,
                        "has other content");
            case SYMLINK -> require(Files.readSymbolicLink(place).equals(node.target()), place, "leads somewhere else");
            case DIRECTORY -> {
                Map<Path, Integer> children = new TreeMap<>(children(number));
                try (DirectoryStream<Path> stream = Files.newDirectoryStream(place)) {
                    for (Path child : stream) {
                        Integer known = children.remove(child.getFileName());
                        require(known != null, child, "was made by nobody");
                        if (known != null) {
                            requireLike(known, child, keys);
                        }
                    }
                }
                require(children.isEmpty(), place, "lacks " + children);
            }
        }
    }

    private static void require(boolean like, Path place, String difference) {
        if (!like) {
            throw new IllegalStateException("not what was recorded: " + place + " " + difference);
        }
    }
}
