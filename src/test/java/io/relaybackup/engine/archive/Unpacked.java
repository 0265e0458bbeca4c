package io.relaybackup.engine.archive;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.relaybackup.engine.tree.Entry;
import io.relaybackup.engine.tree.RawText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What lies in a directory, or should, as one line for each percent-encoded path. */
final class Unpacked {

    /** How fine times are compared: Java reads a symlink's to the microsecond only. */
    enum Times {
        MICROSECONDS(ChronoUnit.MICROS),
        SECONDS(ChronoUnit.SECONDS);

        private final ChronoUnit unit;

        Times(ChronoUnit unit) {
            this.unit = unit;
        }

        private String of(Instant time) {
            return time.truncatedTo(unit).toString();
        }
    }

    private Unpacked() {}

    static Map<String, String> expected(SampleTree tree, Times times) throws IOException {
        Map<String, String> lines = new TreeMap<>();
        for (Entry entry : tree.all()) {
            if (!entry.path().isRoot()) {
                lines.put(entry.path().percentEncoded(), line(tree, entry, times));
            }
        }
        return lines;
    }

    private static String line(SampleTree tree, Entry entry, Times times) throws IOException {
        String time = times.of(entry.metadata().modified());
        String mode = Integer.toOctalString(entry.metadata().mode());
        return switch (entry.type()) {
            case SYMLINK ->
                "symlink " + time + " "
                        + Objects.requireNonNull(entry.linkTarget()).percentEncoded();
            case FILE -> {
                try (InputStream in = tree.open(entry)) {
                    yield "file " + mode + " " + time + " " + HexFormat.of().formatHex(in.readAllBytes());
                }
            }
            case DIRECTORY -> "directory " + mode + " " + time;
            default -> "special " + mode + " " + time;
        };
    }

    static Map<String, String> in(Path directory, Times times) throws IOException {
        Map<String, String> lines = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            all.filter(path -> !path.equals(directory))
                    .forEach(path -> lines.put(raw(directory.relativize(path)).percentEncoded(), line(path, times)));
        }
        return lines;
    }

    private static String line(Path path, Times times) {
        try {
            int bits = (int) Objects.requireNonNull(Files.getAttribute(path, "unix:mode", NOFOLLOW_LINKS));
            String mode = Integer.toOctalString(bits & 07777);
            String time =
                    times.of(Files.getLastModifiedTime(path, NOFOLLOW_LINKS).toInstant());
            return switch (bits & 0170000) {
                case 0120000 ->
                    "symlink " + time + " " + raw(Files.readSymbolicLink(path)).percentEncoded();
                case 0100000 ->
                    "file " + mode + " " + time + " " + HexFormat.of().formatHex(Files.readAllBytes(path));
                case 0040000 -> "directory " + mode + " " + time;
                default -> "special " + mode + " " + time;
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A URI has the name's bytes; a string may have lost them. */
    private static RawText raw(Path relative) {
        Path anchor = relative.getFileSystem().getPath("/");
        return RawText.percentDecoded(
                anchor.resolve(relative).toUri().getRawPath().substring(1).replaceFirst("/$", ""));
    }
}
