package io.relaybackup.engine.plain;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is under way in {@code .partial}, told apart from what interrupted work has left there. */
final class Partials {

    private final StoreFolder folder;

    private final Set<String> underWay = new HashSet<>();

    Partials(StoreFolder folder) {
        this.folder = folder;
    }

    /**
     * A place for some work, at which there is nothing.
     *
     * @throws FileAlreadyExistsException when such work is under way
     */
    Work begin(String name) throws IOException {
        synchronized (this) {
            if (!underWay.add(name)) {
                throw new FileAlreadyExistsException(name);
            }
        }
        Work work = new Work(name, folder.partial(name));
        try {
            TreeRemoval.remove(work.place());
        } catch (Throwable e) {
            work.leave();
            throw e;
        }
        return work;
    }

    /**
     * Moves a backup to where it is being removed, in one step and for good; closing the work frees its space.
     *
     * @param onMove called as soon as it is moved
     */
    Work takeOut(Path backup, Runnable onMove) throws IOException {
        Work work = begin(backup.getFileName() + ".removed");
        try {
            Files.move(backup, work.place(), StandardCopyOption.ATOMIC_MOVE);
            onMove.run();
            // Where it comes to be, too: else a power cut may bring it back when half of it is gone.
            PrivateFiles.forceDirectory(folder.partial());
            Path from = backup.getParent();
            PrivateFiles.forceDirectory(from == null ? folder.path() : from);
            return work;
        } catch (Throwable e) {
            work.leave();
            throw e;
        }
    }

    /** The names of what nobody works on. */
    synchronized List<String> left() throws IOException {
        List<String> left = new ArrayList<>(folder.partials());
        left.removeAll(underWay);
        return left;
    }

    /** Removes what nobody works on; returns its names. */
    List<String> cleanUp() throws IOException {
        List<String> removed = new ArrayList<>();
        List<String> left = left();
        if (!left.isEmpty()) {
            // Or a power cut may give back, in part, a backup whose removal a killed process had just begun.
            PrivateFiles.forceDirectory(folder.partial());
        }
        for (String name : left) {
            if (cleanUp(name)) {
                removed.add(name);
            }
        }
        return removed;
    }

    /** False when somebody has just begun to work on it. */
    private boolean cleanUp(String name) throws IOException {
        try {
            begin(name).close();
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /** Some work under way. */
    final class Work implements Closeable {

        private final String name;

        private final Path place;

        private Work(String name, Path place) {
            this.name = name;
            this.place = place;
        }

        Path place() {
            return place;
        }

        /** Ends the work and leaves what there is of it to whoever cleans up. */
        void leave() {
            synchronized (Partials.this) {
                underWay.remove(name);
            }
        }

        /** Ends the work and removes what there is of it. */
        @Override
        public void close() throws IOException {
            try {
                TreeRemoval.remove(place);
            } finally {
                leave();
            }
        }
    }
}
