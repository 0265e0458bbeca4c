package io.relaybackup.crash;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A step that the product took on the disk. Inodes go by the recorder's numbers, which are never used again. */
sealed interface Op {

    /** A change of names, which the file system's journal makes wholly or not at all. */
    sealed interface Naming extends Op {

        /** The places that it reads or changes. */
        List<Slot> slots();

        /** The directory that must be forced for it to stay: where a rename leads to. */
        int directory();
    }

    /** A change of an inode. */
    sealed interface Change extends Op {
        int inode();
    }

    /**
     * Something new under a name.
     *
     * @param target of a symlink
     */
    record Create(
            Slot slot,
            int inode,
            Kind kind,
            Attributes attributes,
            @Nullable Path target) implements Naming {

        @Override
        public List<Slot> slots() {
            return List.of(slot);
        }

        @Override
        public int directory() {
            return slot.directory();
        }
    }

    record Link(Slot slot, int inode) implements Naming {

        @Override
        public List<Slot> slots() {
            return List.of(slot);
        }

        @Override
        public int directory() {
            return slot.directory();
        }
    }

    record Remove(Slot slot) implements Naming {

        @Override
        public List<Slot> slots() {
            return List.of(slot);
        }

        @Override
        public int directory() {
            return slot.directory();
        }
    }

    record Rename(Slot from, Slot to, int inode) implements Naming {

        @Override
        public List<Slot> slots() {
            return List.of(from, to);
        }

        @Override
        public int directory() {
            return to.directory();
        }
    }

    record Write(int inode, int offset, Content bytes) implements Change {}

    record Truncate(int inode, int size) implements Change {}

    record SetAttributes(int inode, Attributes attributes) implements Change {}

    /**
     * What was done to an inode before is to stay: of a directory, which names it has.
     *
     * @param where its path, for people
     */
    record Force(int inode, String where) implements Op {}

    /** Something that was told to somebody, or was begun; for the trial alone. */
    record Mark(String text) implements Op {}
}
