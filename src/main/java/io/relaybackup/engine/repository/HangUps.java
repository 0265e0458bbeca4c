package io.relaybackup.engine.repository;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets {@code SIGHUP} pass. By that signal restic's clients ask whether a lock's process on their own host is alive;
 * all of them pay it no attention, but a JVM would end. Once and for all: a client may have read a lock that is gone by
 * now. By reflection, as the compiler warns of this part of the platform and warnings are errors here.
 */
final class HangUps {

    private static final Logger log = LoggerFactory.getLogger(HangUps.class);

    private static boolean ignored;

    private HangUps() {}

    /** From now on, in this process but not in those that it starts. */
    static synchronized void ignore() {
        if (ignored) {
            return;
        }
        ignored = true;
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object nothing = Proxy.newProxyInstance(
                    HangUps.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> null);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), nothing);
        } catch (ReflectiveOperationException e) {
            log.warn("restic's 'unlock', run on this machine during a backup, may end this process", e);
        }
    }
}
