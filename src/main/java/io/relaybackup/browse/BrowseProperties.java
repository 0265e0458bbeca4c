package io.relaybackup.browse;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits of looking into backups.
 *
 * @param maxDownloads how many downloads and comparisons there may be at a time; a further one is refused
 */
@ConfigurationProperties("relay.backup.browse")
record BrowseProperties(@DefaultValue("64") int maxDownloads) {

    private static final int MOST = 1000;

    BrowseProperties {
        if (maxDownloads < 1 || maxDownloads > MOST) {
            throw new IllegalArgumentException(
                    "relay.backup.browse.max-downloads: " + maxDownloads + " is not between 1 and " + MOST);
        }
    }
}
