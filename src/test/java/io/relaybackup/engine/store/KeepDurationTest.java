package io.relaybackup.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeepDurationTest {

    @Test
    void unitsComeInAnyOrder() {
        KeepDuration expected = new KeepDuration(1, 5, 7, 2);
        assertThat(KeepDuration.parse("1y5m7d2h")).isEqualTo(expected);
        assertThat(KeepDuration.parse(" 2h7d5m1y ")).isEqualTo(expected).hasToString("1y5m7d2h");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "7", "d", "7w", "5M", "30min", "-1d", "1.5d", "1d 2h", "1d2d", "1234567890d", "7d3"})
    void anythingElseIsRefusedWithWhatIsAllowed(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeepDuration.parse(text))
                .withMessageContaining("'" + text + "'")
                .withMessageContaining("1y5m7d2h");
    }

    /** The middle column is what Go's AddDate makes of the first. */
    @ParameterizedTest
    @CsvSource({
        "2024-03-31T12:00:00Z, 2024-03-02T12:00:00Z, 1m",
        "2023-03-31T12:00:00Z, 2023-03-03T12:00:00Z, 1m",
        "2024-02-29T00:00:00Z, 2023-03-01T00:00:00Z, 1y",
        "2024-02-29T00:00:00Z, 2020-02-29T00:00:00Z, 4y",
        "2024-12-31T23:59:59.999Z, 2024-12-01T23:59:59.999Z, 1m",
        "2024-03-31T12:00:00Z, 2024-03-01T12:00:00Z, 1m1d",
        "2024-01-15T00:00:00Z, 2022-12-14T21:00:00Z, 1y1m3h",
        "2024-01-15T00:00:00Z, 2021-12-15T00:00:00Z, 25m",
        "2024-01-15T00:00:00Z, 2023-12-31T00:00:00Z, 15d",
        "2016-01-18T12:02:03Z, -7983-01-18T12:02:03Z, 9999y"
    })
    void calendarPartsGoTogetherAndOverflowCountsOn(Instant time, Instant expected, String duration) {
        assertThat(KeepDuration.parse(duration).before(time, ZoneId.of("UTC"))).isEqualTo(expected);
    }

    @Test
    void daysFollowTheZonesCalendarAndHoursTheClock() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        Instant afterSpringForward = Instant.parse("2024-03-31T10:00:00Z");
        assertThat(KeepDuration.parse("1d").before(afterSpringForward, berlin))
                .isEqualTo(Instant.parse("2024-03-30T11:00:00Z"));
        assertThat(KeepDuration.parse("24h").before(afterSpringForward, berlin))
                .isEqualTo(Instant.parse("2024-03-30T10:00:00Z"));
    }

    @Test
    void monthsFollowTheZonesCalendar() {
        Instant time = Instant.parse("2024-03-30T23:30:00Z");
        assertThat(KeepDuration.parse("1m").before(time, ZoneId.of("UTC")))
                .isEqualTo(Instant.parse("2024-03-01T23:30:00Z"));
        assertThat(KeepDuration.parse("1m").before(time, ZoneId.of("Asia/Tokyo")))
                .isEqualTo(Instant.parse("2024-03-01T23:30:00Z"));
        assertThat(KeepDuration.parse("1m").before(time, ZoneId.of("America/New_York")))
                .isEqualTo(Instant.parse("2024-03-02T00:30:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999999y", "999999999y999999999m999999999d999999999h", "999999999m", "999999999d"})
    void theLongestDurationsAreLegal(String text) {
        assertThat(KeepDuration.parse(text).before(Instant.parse("2026-01-01T00:00:00Z"), ZoneId.of("UTC")))
                .isBefore(Instant.parse("-9999-01-01T00:00:00Z"));
    }

    @Test
    void onlyNothingIsZero() {
        assertThat(KeepDuration.parse("0d").isZero()).isTrue();
        assertThat(KeepDuration.parse("0y1h").isZero()).isFalse();
    }
}
