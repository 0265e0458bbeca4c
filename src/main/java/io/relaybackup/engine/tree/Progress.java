package io.relaybackup.engine.tree;

/** Told how far long work has come; asked whether to go on. Safe for many threads. */
public interface Progress {

    /** Nobody looks and nobody cancels. */
    Progress NONE = new Progress() {
        @Override
        public void advance(long files, long bytes) {}

        @Override
        public void checkCancelled() {}
    };

    /** So many more regular files, and bytes of their content, are done. */
    void advance(long files, long bytes);

    /**
     * Called between files and now and then inside large ones.
     *
     * @throws java.util.concurrent.CancellationException when the work shall stop, leaving nothing behind
     */
    void checkCancelled();
}
