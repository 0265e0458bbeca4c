package io.relaybackup.source;

import io.relaybackup.engine.tree.Glob;
import io.relaybackup.engine.tree.TreePath;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the source.
 *
 * @param host what backups are grouped by; the machine's name by default
 * @param source where the data is and how it is divided
 */
@ConfigurationProperties("relay.backup")
record SourceProperties(@Nullable String host, @DefaultValue Location source) {

    SourceProperties {
        if (host != null && !host.matches("[A-Za-z0-9._-]{1,253}")) {
            throw new IllegalArgumentException("relay.backup.host: '" + host
                    + "' is no host name of 1 to 253 of the characters A-Z a-z 0-9 . _ -");
        }
    }

    /**
     * Where the data is.
     *
     * @param dataDirectory what is backed up
     * @param projectRoot only named in manifests
     * @param components replace the default ones; {@code additional-data} is always there
     */
    record Location(
            @DefaultValue("./data") Path dataDirectory,
            @DefaultValue(".") String projectRoot,
            @Nullable Map<String, ComponentSettings> components) {}

    /**
     * One component.
     *
     * @param paths relative to the data directory
     * @param description one line for people
     * @param required whether a backup without it is incomplete
     * @param excludes globs of what is left out
     * @param appendOnly globs of files that only ever grow by whole lines
     */
    record ComponentSettings(
            @DefaultValue List<String> paths,
            @DefaultValue("") String description,
            @DefaultValue("false") boolean required,
            @DefaultValue List<String> excludes,
            @DefaultValue List<String> appendOnly) {}

    Source toSource() {
        Path data = source.dataDirectory().toAbsolutePath().normalize();
        // Not bound as a path: that would look for "." in the web server's own folder first.
        Path root = Path.of(source.projectRoot()).toAbsolutePath().normalize();
        return new Source(data, root, host == null ? machineName() : host, toComponents());
    }

    private List<Component> toComponents() {
        if (source.components() == null || source.components().isEmpty()) {
            return DefaultComponents.ALL;
        }
        List<Component> components = new ArrayList<>();
        for (Map.Entry<String, ComponentSettings> each : new LinkedHashMap<>(source.components()).entrySet()) {
            components.add(toComponent(each.getKey(), each.getValue()));
        }
        if (components.stream().noneMatch(c -> c.name().equals(Component.ADDITIONAL))) {
            components.add(DefaultComponents.ADDITIONAL);
        }
        try {
            // What the constructor refuses is refused with the key.
            new Source(Path.of("/"), Path.of("/"), "check", components);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("relay.backup.source.components: " + e.getMessage(), e);
        }
        return components;
    }

    private static Component toComponent(String name, ComponentSettings settings) {
        String key = "relay.backup.source.components." + name;
        boolean additional = name.equals(Component.ADDITIONAL);
        if (additional != settings.paths().isEmpty()) {
            throw new IllegalArgumentException(key + ".paths: "
                    + (additional
                            ? "this component takes what no other claims and has no paths"
                            : "a component needs at least one path, relative to the data directory"));
        }
        try {
            return new Component(
                    name,
                    settings.description(),
                    settings.paths().stream().map(SourceProperties::path).toList(),
                    settings.required(),
                    settings.excludes().stream().map(Glob::of).toList(),
                    settings.appendOnly().stream().map(Glob::of).toList());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
    }

    private static TreePath path(String text) {
        TreePath path = TreePath.of(text);
        if (path.isRoot()) {
            throw new IllegalArgumentException("a component's path must not be empty");
        }
        if (Source.isReserved(path)) {
            throw new IllegalArgumentException("the name '" + text + "' is reserved");
        }
        return path;
    }

    private static String machineName() {
        String name = System.getenv("HOSTNAME");
        if (name != null && !name.isBlank()) {
            return name;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
