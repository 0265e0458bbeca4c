package io.relaybackup.restore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationListener;

/**
 * With {@code relay.backup.recover-only=true}, for an application's own start script: recovers an interrupted restore
 * and ends the process, with exit code 0 when the data directory is whole. Opens no store, no database and no port.
 */
public final class RecoverOnly implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

    private static final Logger log = LoggerFactory.getLogger(RecoverOnly.class);

    private final IntConsumer exit;

    public RecoverOnly() {
        this(System::exit);
    }

    RecoverOnly(IntConsumer exit) {
        this.exit = exit;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        Binder binder = Binder.get(event.getEnvironment());
        if (Boolean.TRUE.equals(
                binder.bind("relay.backup.recover-only", Boolean.class).orElse(Boolean.FALSE))) {
            String directory = binder.bind("relay.backup.source.data-directory", String.class)
                    .orElse("./data");
            exit.accept(recover(Path.of(directory).toAbsolutePath().normalize()));
        }
    }

    private static int recover(Path dataDirectory) {
        try {
            String told = new RestoreRecovery(dataDirectory, new LocalSwapFiles(MountTable.ofThisProcess()))
                    .recover()
                    .map(RecoveryReport::of)
                    .orElse(RecoveryReport.NOTHING);
            log.info("{}", told);
            return 0;
        } catch (IOException e) {
            log.error("The data directory is not known to be whole", e);
            return 1;
        }
    }
}
