package io.relaybackup.engine.tree;

import java.io.IOException;

/** A file's content is not what its entry says. */
public final class ContentMismatchException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient TreePath path;

    public ContentMismatchException(TreePath path, ContentId expected, ContentId found) {
        super("the content of '" + path + "' is not what was recorded: its SHA-256 is " + found + ", not " + expected);
        this.path = path;
    }

    public TreePath path() {
        return path;
    }
}
