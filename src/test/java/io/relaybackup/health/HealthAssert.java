package io.relaybackup.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.springframework.boot.health.contributor.Health;

/** Reads a health as its user does: a word and details by name. */
final class HealthAssert {

    private final Health health;

    private HealthAssert(Health health) {
        this.health = health;
    }

    static HealthAssert assertThatHealth(Health health) {
        return new HealthAssert(health);
    }

    HealthAssert is(String status) {
        assertThat(health.getStatus().getCode()).as("%s", health).isEqualTo(status);
        return this;
    }

    HealthAssert has(String detail, Object value) {
        assertThat(health.getDetails()).containsEntry(detail, value);
        return this;
    }

    HealthAssert hasNo(String detail) {
        assertThat(health.getDetails()).doesNotContainKey(detail);
        return this;
    }
}
