package io.relaybackup.web;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the HTTP interface.
 *
 * @param maxRequestBody what a request's body may have at most; more is answered with 413
 */
@ConfigurationProperties("relay.backup.web")
record WebProperties(@DefaultValue("64KB") DataSize maxRequestBody) {

    WebProperties {
        if (maxRequestBody.toBytes() < 1024 || maxRequestBody.toMegabytes() > 64) {
            throw new IllegalArgumentException(
                    "relay.backup.web.max-request-body: " + maxRequestBody + " is not between 1KB and 64MB");
        }
    }
}
