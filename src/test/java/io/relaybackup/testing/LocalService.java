package io.relaybackup.testing;

import io.relaybackup.RelayBackup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The whole service within the test's own process, on {@code root/data}, {@code root/backups} and {@code root/state}.
 */
public final class LocalService implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final Path root;

    private LocalService(ConfigurableApplicationContext context, Path root) {
        this.context = context;
        this.root = root;
    }

    /** Starts it on a port of its own, with further settings as {@code --key=value}. */
    public static LocalService start(Path root, String... arguments) {
        return start(root, context -> {}, arguments);
    }

    /** {@link #start(Path, String...)} with parts of its own. */
    public static LocalService start(
            Path root, ApplicationContextInitializer<GenericApplicationContext> parts, String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--server.port=0",
                "--relay.backup.state-directory=" + root.resolve("state"),
                "--relay.backup.source.data-directory=" + root.resolve("data"),
                "--relay.backup.source.project-root=" + root,
                "--relay.backup.stores.local.path=" + root.resolve("backups")));
        for (String argument : arguments) {
            String key = argument.substring(0, argument.indexOf('=') + 1);
            all.removeIf(given -> given.startsWith(key)); // two of a kind would be joined by a comma
            all.add(argument);
        }
        return new LocalService(
                new SpringApplicationBuilder(RelayBackup.class)
                        .initializers(parts)
                        .run(all.toArray(String[]::new)),
                root);
    }

    /** Speaks to it. */
    public ServiceClient client() {
        int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        return new ServiceClient(port, root.resolve("state/admin.token"));
    }

    /** One of its parts. */
    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** One of its parts where there are several of a kind. */
    public <T> T bean(String name, Class<T> type) {
        return context.getBean(name, type);
    }

    @Override
    public void close() {
        context.close();
    }
}
