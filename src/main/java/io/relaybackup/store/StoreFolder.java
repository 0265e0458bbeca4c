package io.relaybackup.store;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** What the file system says of the folder a store is kept in. */
final class StoreFolder {

    private static final Set<PosixFilePermission> OWNERS =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private final Path folder;

    StoreFolder(Path folder) {
        this.folder = folder;
    }

    /** Space, in bytes; empty where the file system does not tell. */
    record Space(OptionalLong free, OptionalLong capacity) {

        static final Space UNKNOWN = new Space(OptionalLong.empty(), OptionalLong.empty());
    }

    Space space() throws IOException {
        FileStore fileStore = Files.getFileStore(folder);
        return new Space(OptionalLong.of(fileStore.getUsableSpace()), OptionalLong.of(fileStore.getTotalSpace()));
    }

    /** Says so when others than the owner may enter it. */
    List<String> warnings() throws IOException {
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return List.of();
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
        Set<PosixFilePermission> others = EnumSet.noneOf(PosixFilePermission.class);
        others.addAll(permissions);
        others.removeAll(OWNERS);
        if (others.isEmpty()) {
            return List.of();
        }
        return List.of("the folder is open to others than its owner: " + PosixFilePermissions.toString(permissions)
                + "; rwx------ is what the service gives a new one");
    }
}
