package io.relaybackup.engine.repository;

import io.relaybackup.engine.tree.RawText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names of users and groups, as files like {@code /etc/passwd} and {@code /etc/group} have them. */
public final class Owners {

    /** Nobody has a name. */
    public static final Owners NAMELESS = new Owners(Map.of(), Map.of());

    private static final int NAME = 0;
    private static final int NUMBER = 2;

    private final Map<Integer, RawText> users;
    private final Map<Integer, RawText> groups;

    private Owners(Map<Integer, RawText> users, Map<Integer, RawText> groups) {
        this.users = users;
        this.groups = groups;
    }

    /**
     * Reads both files as they are now; one that is not there names nobody, nor does a line that is not of the form.
     *
     * @param passwd as {@code /etc/passwd}
     * @param group as {@code /etc/group}
     */
    public static Owners read(Path passwd, Path group) throws IOException {
        return new Owners(names(passwd), names(group));
    }

    /** Of several names of one number the first counts. */
    private static Map<Integer, RawText> names(Path file) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return Map.of();
        }
        Map<Integer, RawText> names = new HashMap<>();
        for (String line : lines) {
            String[] fields = line.split(":", -1);
            if (fields.length > NUMBER && !fields[NAME].isEmpty() && fields[NUMBER].matches("[0-9]{1,10}")) {
                RawText name = RawText.of(fields[NAME].getBytes(StandardCharsets.ISO_8859_1));
                names.putIfAbsent((int) Long.parseLong(fields[NUMBER]), name);
            }
        }
        return names;
    }

    /** Null when the number has no name. */
    @Nullable
    RawText user(int uid) {
        return users.get(uid);
    }

    /** Null when the number has no name. */
    @Nullable
    RawText group(int gid) {
        return groups.get(gid);
    }
}
