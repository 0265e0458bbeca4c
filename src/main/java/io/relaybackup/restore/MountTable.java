package io.relaybackup.restore;

import io.relaybackup.engine.directory.RawPaths;
import io.relaybackup.engine.tree.RawText;
import io.relaybackup.engine.tree.TreePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * The system's own list of mount points, which alone knows of a directory or file that is bound onto its own file
 * system. Where there is no such list, comparing devices and the kernel's refusal to rename must do.
 */
final class MountTable {

    /** The fifth field of a line is the mount point; blanks, tabs, line breaks and backslashes in it are octal. */
    private static final int MOUNT_POINT = 4;

    private final Path mountInfo;

    /** This process's own: {@code /proc/self/mountinfo}. */
    static MountTable ofThisProcess() {
        return new MountTable(Path.of("/proc/self/mountinfo"));
    }

    /** Takes the place of the list. */
    MountTable(Path mountInfo) {
        this.mountInfo = mountInfo;
    }

    /** Mount points below a directory, which must be given by its real path. */
    Set<TreePath> below(Path directory) {
        String text;
        try {
            text = new String(Files.readAllBytes(mountInfo), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return Set.of();
        }
        // The list and this have one character for each byte.
        String top = new String(raw(directory).bytes(), StandardCharsets.ISO_8859_1);
        String prefix = top.equals("/") ? top : top + "/";
        Set<TreePath> below = new HashSet<>();
        for (String line : text.split("\n", -1)) {
            String[] fields = line.split(" ", -1);
            String point = fields.length > MOUNT_POINT ? unescaped(fields[MOUNT_POINT]) : "";
            if (point.startsWith(prefix) && point.length() > prefix.length()) {
                below.add(path(point.substring(prefix.length())));
            }
        }
        return below;
    }

    /** Whether something is mounted at a real path, as far as the list tells. */
    boolean isMountPoint(Path real) {
        Path parent = real.getParent();
        return parent != null && below(parent).contains(TreePath.ROOT.resolve(RawPaths.nameOf(real)));
    }

    private static TreePath path(String latin1) {
        return TreePath.of(RawText.of(latin1.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static RawText raw(Path directory) {
        String path = directory.toUri().getRawPath();
        boolean slash = path.length() > 1 && path.endsWith("/");
        return RawText.percentDecoded(slash ? path.substring(0, path.length() - 1) : path);
    }

    private static String unescaped(String field) {
        if (field.indexOf('\\') < 0) {
            return field;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(field.length());
        for (int i = 0; i < field.length(); i++) {
            if (field.charAt(i) == '\\' && i + 3 < field.length()) {
                bytes.write(Integer.parseInt(field.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                bytes.write(field.charAt(i));
            }
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
