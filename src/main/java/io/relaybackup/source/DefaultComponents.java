package io.relaybackup.source;

import io.relaybackup.engine.tree.Glob;
import io.relaybackup.engine.tree.TreePath;
import java.util.List;

/** The components of a Relay Network node, as its backup script names them. */
final class DefaultComponents {

    private static final List<Glob> LINES = List.of(Glob.of("*.jsonl"));

    static final Component ADDITIONAL = new Component(
            Component.ADDITIONAL, "Everything that no other component claims", List.of(), false, List.of(), LINES);

    static final List<Component> ALL = List.of(
            component("blockchain-data", "Blockchain transaction data", "blockchain"),
            component("voting-data", "Voting session data", "voting"),
            component("security-data", "Signal Protocol keys and sessions", "security"),
            component("user-data", "User accounts and invitations", "users"),
            component("system-config", "System configuration", "system"),
            ADDITIONAL);

    private DefaultComponents() {}

    private static Component component(String name, String description, String path) {
        return new Component(name, description, List.of(TreePath.of(path)), false, List.of(), LINES);
    }
}
