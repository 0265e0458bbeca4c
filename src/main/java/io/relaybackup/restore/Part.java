package io.relaybackup.restore;

import io.relaybackup.engine.store.ComponentStatus;

/**
 * One component as a backup has it.
 *
 * @param status only a {@link ComponentStatus#SUCCESS success} may replace anything
 */
record Part(String component, ComponentStatus status, Region region) {

    boolean isWhole() {
        return status == ComponentStatus.SUCCESS;
    }
}
