package io.relaybackup.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RetentionRulesTest {

    private static final ZoneId UTC = ZoneOffset.UTC;

    private static List<StoredBackup> at(String... times) {
        List<StoredBackup> backups = new ArrayList<>();
        for (String time : times) {
            backups.add(SampleBackup.at(time).make());
        }
        backups.sort(Comparator.comparing(StoredBackup::time).reversed());
        return backups;
    }

    private static RetentionPolicy counting(RetentionPeriod period, String count, ZoneId zone) {
        return new RetentionPolicy(
                Map.of(period, KeepCount.parse(count)),
                Map.of(),
                List.of(),
                zone,
                RetentionPolicy.DEFAULT_SAFETY,
                false);
    }

    private static RetentionPolicy within(RetentionPeriod period, String duration) {
        return new RetentionPolicy(
                Map.of(),
                Map.of(period, KeepDuration.parse(duration)),
                List.of(),
                UTC,
                RetentionPolicy.DEFAULT_SAFETY,
                false);
    }

    /** As {@code <time> <reason>+<reason>}, so that a failing test shows the whole picture. */
    private static List<String> kept(RetentionPolicy policy, List<StoredBackup> newestFirst) {
        List<List<RetentionReason>> reasons = RetentionRules.apply(policy, newestFirst);
        return IntStream.range(0, newestFirst.size())
                .filter(i -> !reasons.get(i).isEmpty())
                .mapToObj(i -> newestFirst.get(i).time() + " "
                        + String.join(
                                "+",
                                reasons.get(i).stream()
                                        .map(RetentionReason::text)
                                        .toList()))
                .toList();
    }

    @Test
    void theNewestOfEachDayStays() {
        assertThat(kept(
                        counting(RetentionPeriod.DAY, "2", UTC),
                        at(
                                "2026-03-03T09:00:00Z",
                                "2026-03-03T21:00:00Z",
                                "2026-03-02T23:59:59.999Z",
                                "2026-03-02T00:00:00Z",
                                "2026-03-01T12:00:00Z")))
                .containsExactly("2026-03-03T21:00:00Z daily backup", "2026-03-02T23:59:59.999Z daily backup");
    }

    @Test
    void daysWithoutABackupTakeNoSlot() {
        assertThat(kept(
                        counting(RetentionPeriod.DAY, "2", UTC),
                        at("2026-03-03T09:00:00Z", "2024-01-01T00:00:00Z", "2023-12-31T00:00:00Z")))
                .containsExactly("2026-03-03T09:00:00Z daily backup", "2024-01-01T00:00:00Z daily backup");
    }

    @Test
    void theOldestStaysWhileACountIsLeft() {
        assertThat(kept(
                        counting(RetentionPeriod.YEAR, "3", UTC),
                        at("2026-03-03T09:00:00Z", "2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z")))
                .containsExactly("2026-03-03T09:00:00Z yearly backup", "2026-01-01T00:00:00Z oldest yearly backup");
    }

    @Test
    void theOldestGoesWhenTheCountIsSpent() {
        assertThat(kept(
                        counting(RetentionPeriod.YEAR, "1", UTC),
                        at("2026-03-03T09:00:00Z", "2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z")))
                .containsExactly("2026-03-03T09:00:00Z yearly backup");
    }

    @Test
    void weeksAreThoseOfTheIsoYear() {
        assertThat(kept(
                        counting(RetentionPeriod.WEEK, "2", UTC),
                        at(
                                "2015-01-04T00:00:00Z",
                                "2014-12-29T00:00:00Z",
                                "2014-12-28T00:00:00Z",
                                "2014-12-22T00:00:00Z",
                                "2014-12-21T00:00:00Z")))
                .containsExactly("2015-01-04T00:00:00Z weekly backup", "2014-12-28T00:00:00Z weekly backup");
    }

    @Test
    void aWeekAndAMonthOfTheSameNumberAreNotMixedUp() {
        RetentionPolicy policy = new RetentionPolicy(
                Map.of(RetentionPeriod.WEEK, new KeepCount(2), RetentionPeriod.MONTH, new KeepCount(2)),
                Map.of(),
                List.of(),
                UTC,
                RetentionPolicy.DEFAULT_SAFETY,
                false);
        assertThat(kept(
                        policy,
                        at(
                                "2026-01-08T00:00:00Z",
                                "2026-01-01T00:00:00Z",
                                "2025-12-20T00:00:00Z",
                                "2025-12-19T00:00:00Z")))
                .containsExactly(
                        "2026-01-08T00:00:00Z weekly backup+monthly backup",
                        "2026-01-01T00:00:00Z weekly backup",
                        "2025-12-20T00:00:00Z monthly backup");
    }

    @Test
    void periodsFollowThePolicysZone() {
        List<StoredBackup> backups = at("2026-03-02T23:30:00Z", "2026-03-02T22:30:00Z", "2026-03-01T12:00:00Z");
        assertThat(kept(counting(RetentionPeriod.DAY, "2", UTC), backups))
                .containsExactly("2026-03-02T23:30:00Z daily backup", "2026-03-01T12:00:00Z daily backup");
        assertThat(kept(counting(RetentionPeriod.DAY, "2", ZoneId.of("Europe/Berlin")), backups))
                .containsExactly("2026-03-02T23:30:00Z daily backup", "2026-03-02T22:30:00Z daily backup");
    }

    @Test
    void theHourThatTheClockRepeatsIsOneHour() {
        List<StoredBackup> backups = at("2026-10-25T01:30:00Z", "2026-10-25T00:30:00Z", "2026-10-24T00:00:00Z");
        assertThat(kept(counting(RetentionPeriod.HOUR, "2", ZoneId.of("Europe/Berlin")), backups))
                .containsExactly("2026-10-25T01:30:00Z hourly backup", "2026-10-24T00:00:00Z hourly backup");
    }

    @Test
    void unlimitedKeepsEveryPeriod() {
        assertThat(kept(
                        counting(RetentionPeriod.MONTH, "unlimited", UTC),
                        at(
                                "2026-03-03T00:00:00Z",
                                "2026-03-01T00:00:00Z",
                                "1999-01-01T00:00:00Z",
                                "1970-01-01T00:00:00Z")))
                .containsExactly(
                        "2026-03-03T00:00:00Z monthly backup",
                        "1999-01-01T00:00:00Z monthly backup",
                        "1970-01-01T00:00:00Z monthly backup");
    }

    @Test
    void withinReachesBackFromTheNewestBackupAndLeavesOutItsEnd() {
        assertThat(kept(
                        within(RetentionPeriod.BACKUP, "1d"),
                        at("2020-03-03T09:00:00Z", "2020-03-02T09:00:00.001Z", "2020-03-02T09:00:00Z")))
                .containsExactly("2020-03-03T09:00:00Z backup within 1d", "2020-03-02T09:00:00.001Z backup within 1d");
    }

    @Test
    void theOldestStaysByAPeriodWithinOnlyWhenItIsWithin() {
        List<StoredBackup> backups = at("2026-03-31T00:00:00Z", "2026-03-30T00:00:00Z", "2026-03-29T00:00:00Z");
        assertThat(kept(within(RetentionPeriod.MONTH, "3d"), backups))
                .containsExactly(
                        "2026-03-31T00:00:00Z monthly backup within 3d",
                        "2026-03-29T00:00:00Z oldest monthly backup within 3d");
        assertThat(kept(within(RetentionPeriod.MONTH, "2d"), backups))
                .containsExactly("2026-03-31T00:00:00Z monthly backup within 2d");
    }

    @Test
    void aBackupNeedsAllTagsOfOneList() {
        List<StoredBackup> backups = List.of(
                SampleBackup.at("2026-03-04T00:00:00Z").tagged("a").make(),
                SampleBackup.at("2026-03-03T00:00:00Z").tagged("b", "x", "a").make(),
                SampleBackup.at("2026-03-02T00:00:00Z").tagged("c").make(),
                SampleBackup.at("2026-03-01T00:00:00Z").make());
        RetentionPolicy policy = new RetentionPolicy(
                Map.of(),
                Map.of(),
                List.of(List.of("a", "b"), List.of("c")),
                UTC,
                RetentionPolicy.DEFAULT_SAFETY,
                false);
        assertThat(kept(policy, backups))
                .containsExactly("2026-03-03T00:00:00Z has tags a,b", "2026-03-02T00:00:00Z has tags c");
    }

    @Test
    void tagsTakeNoSlotFromCounts() {
        List<StoredBackup> backups = List.of(
                SampleBackup.at("2026-03-04T00:00:00Z").tagged("a").make(),
                SampleBackup.at("2026-03-03T00:00:00Z").tagged("a").make(),
                SampleBackup.at("2026-03-02T00:00:00Z").make());
        RetentionPolicy policy = new RetentionPolicy(
                Map.of(RetentionPeriod.BACKUP, new KeepCount(1)),
                Map.of(),
                List.of(List.of("a")),
                UTC,
                RetentionPolicy.DEFAULT_SAFETY,
                false);
        assertThat(kept(policy, backups))
                .containsExactly("2026-03-04T00:00:00Z has tags a+last backup", "2026-03-03T00:00:00Z has tags a");
    }

    static List<Long> seeds() {
        return new Random(20261123).longs(60).boxed().toList();
    }

    /** The oracle goes by whole periods, the rules go backup by backup; on any history they must agree. */
    @ParameterizedTest
    @MethodSource("seeds")
    void theRulesAgreeWithAnOracleThatWorksByPeriods(long seed) {
        Random random = new Random(seed);
        ZoneId zone = List.of(UTC, ZoneId.of("Europe/Berlin"), ZoneId.of("Asia/Kathmandu"))
                .get(random.nextInt(3));
        List<Instant> times = history(random);
        List<StoredBackup> backups =
                times.stream().map(t -> SampleBackup.at(t.toString()).make()).toList();
        for (RetentionPeriod period : RetentionPeriod.values()) {
            String count = random.nextInt(8) == 0 ? "unlimited" : Integer.toString(1 + random.nextInt(12));
            assertThat(keptTimes(counting(period, count, zone), backups))
                    .as("keep-%s: %s in %s of %s", period.word(), count, zone, times)
                    .isEqualTo(RetentionOracle.counting(times, period, KeepCount.parse(count), zone));
            String duration = List.of("5h", "3d", "1m", "1m14d", "1y2m3d3h").get(random.nextInt(5));
            assertThat(keptTimes(within(period, duration), backups))
                    .as("within %s %s of %s", period.word(), duration, times)
                    .isEqualTo(RetentionOracle.within(
                            times, period, KeepDuration.parse(duration).before(times.get(0), UTC), UTC));
        }
    }

    private static List<Instant> history(Random random) {
        List<Instant> times = new ArrayList<>();
        Instant time = Instant.parse("2026-01-04T12:00:00Z");
        for (int n = 1 + random.nextInt(120); n > 0; n--) {
            times.add(time);
            long longest = List.of(3_600L, 86_400L, 20 * 86_400L).get(random.nextInt(3));
            time = time.minus(Duration.ofMillis(1 + random.nextLong(longest * 1000)));
        }
        return times;
    }

    private static List<Instant> keptTimes(RetentionPolicy policy, List<StoredBackup> newestFirst) {
        List<List<RetentionReason>> reasons = RetentionRules.apply(policy, newestFirst);
        return IntStream.range(0, newestFirst.size())
                .filter(i -> !reasons.get(i).isEmpty())
                .mapToObj(i -> newestFirst.get(i).time())
                .toList();
    }
}
