package io.relaybackup.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of an inode besides its content.
 *
 * @param mode the lowest twelve bits
 * @param modified null unless somebody has set it
 */
record Attributes(int mode, int uid, int gid, @Nullable FileTime modified) {

    private static final String NAMES = "unix:mode,uid,gid,lastModifiedTime";

    private static final int PERMISSIONS = 07777;

    static Attributes ofNew(Path path) throws IOException {
        Attributes now = of(path);
        return new Attributes(now.mode, now.uid, now.gid, null);
    }

    static Attributes of(Path path) throws IOException {
        Map<String, Object> all = Files.readAttributes(path, NAMES, LinkOption.NOFOLLOW_LINKS);
        return new Attributes(number(all, "mode") & PERMISSIONS, number(all, "uid"), number(all, "gid"), (FileTime)
                all.get("lastModifiedTime"));
    }

    private static int number(Map<String, Object> all, String name) {
        return all.get(name) instanceof Integer value ? value : 0;
    }

    /** Gives a file or directory these; a symlink keeps its own. */
    void apply(Path path) throws IOException {
        Attributes now = of(path);
        if (now.uid != uid || now.gid != gid) {
            Files.setAttribute(path, "unix:uid", uid);
            Files.setAttribute(path, "unix:gid", gid);
        }
        if (of(path).mode != mode) {
            Files.setAttribute(path, "unix:mode", mode);
        }
        if (modified != null) {
            Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setTimes(modified, null, null);
        }
    }
}
