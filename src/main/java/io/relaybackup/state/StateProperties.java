package io.relaybackup.state;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the service keeps its own state.
 *
 * @param stateDirectory the local database and the first admin token; need not exist
 */
@ConfigurationProperties("relay.backup")
public record StateProperties(@DefaultValue("./state") Path stateDirectory) {}
