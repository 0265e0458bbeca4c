package io.relaybackup.crash;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.attribute.FileAttributeView;
import org.jspecify.annotations.Nullable;

/** Wraps views of attributes so that what is set by them is watched. */
final class WatchedViews {

    private WatchedViews() {}

    /** Sets something. */
    interface Change {
        void make() throws IOException;
    }

    /** What a view is of. */
    interface Target {

        /** Before something is read. */
        void look() throws IOException;

        /** Makes a change, and tells of it. */
        void change(Change change) throws IOException;
    }

    /** All that sets something in one of the JDK's views begins so. Extended attributes are not recorded. */
    static <V extends FileAttributeView> V of(V view, Class<V> type, Target target) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            String name = method.getName();
            if (name.equals("write") || name.equals("delete")) {
                throw new UnsupportedOperationException("extended attributes are not recorded");
            }
            @Nullable Object[] result = new @Nullable Object[1];
            Change call = () -> {
                try {
                    result[0] = method.invoke(view, args);
                } catch (InvocationTargetException e) {
                    throw rethrown(e.getCause());
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException(e);
                }
            };
            if (name.startsWith("set")) {
                target.change(call);
            } else {
                if (!name.equals("name")) {
                    target.look();
                }
                call.make();
            }
            return result[0];
        }));
    }

    private static IOException rethrown(@Nullable Throwable cause) {
        if (cause instanceof IOException io) {
            return io;
        }
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return new IOException(cause);
    }
}
