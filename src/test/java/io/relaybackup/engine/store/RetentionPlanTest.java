package io.relaybackup.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetentionPlanTest {

    private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");

    private static final RetentionPolicy ONLY_TAGGED = new RetentionPolicy(
            Map.of(), Map.of(), List.of(List.of("keep")), ZoneOffset.UTC, RetentionPolicy.DEFAULT_SAFETY, false);

    private static RetentionPolicy withExternal(int last) {
        return new RetentionPolicy(
                Map.of(RetentionPeriod.BACKUP, new KeepCount(last)),
                Map.of(),
                List.of(),
                ZoneOffset.UTC,
                RetentionPolicy.DEFAULT_SAFETY,
                true);
    }

    private static SampleBackup day(int day) {
        return SampleBackup.at(String.format("2026-03-%02dT03:00:00Z", day));
    }

    /** As {@code <day> kept|goes <rule>+<rule>}. */
    private static List<String> plan(RetentionPolicy policy, Set<BackupId> inUse, StoredBackup... backups) {
        RetentionSituation situation =
                new RetentionSituation(NOW, SampleBackup.HOST, Set.copyOf(SampleBackup.COMPONENTS), inUse);
        List<StoredBackup> shuffled = new ArrayList<>(List.of(backups));
        Collections.shuffle(shuffled, new Random(1));
        return RetentionPlan.of(policy, shuffled, situation).decisions().stream()
                .map(decision -> decision.backup()
                                .id()
                                .value()
                                .substring("backup-2026-03-".length(), "backup-2026-03-10".length())
                        + (decision.kept() ? " kept " : " goes ")
                        + String.join(
                                "+",
                                decision.reasons().stream()
                                        .map(reason -> reason.rule().word())
                                        .toList()))
                .toList();
    }

    private static List<String> plan(RetentionPolicy policy, StoredBackup... backups) {
        return plan(policy, Set.of(), backups);
    }

    @Test
    void decisionsComeNewestFirstAndRemovalsOldestFirst() {
        RetentionSituation situation =
                new RetentionSituation(NOW, SampleBackup.HOST, Set.copyOf(SampleBackup.COMPONENTS), Set.of());
        List<StoredBackup> backups = List.of(day(2).make(), day(4).make(), day(1).make(), day(3).make());
        RetentionPlan plan = RetentionPlan.of(RetentionPolicy.keepLast(1), backups, situation);
        assertThat(plan.decisions().stream().map(d -> d.backup().time().toString()))
                .isSortedAccordingTo(Collections.reverseOrder());
        assertThat(plan.removals()).containsExactly(day(1).make(), day(2).make(), day(3).make());
    }

    @Test
    void anUndecidedSuspectFreezesItsSourceAndNoOther() {
        assertThat(plan(
                        RetentionPolicy.keepLast(1),
                        day(9).suspect(Suspicion.State.SUSPECT).make(),
                        day(8).make(),
                        day(7).make(),
                        day(6).components("blockchain-data").make(),
                        day(5).host("other").make(),
                        day(4).host("other").make()))
                .containsExactly(
                        "09 kept suspect",
                        "08 kept last+newest-complete+frozen",
                        "07 kept frozen",
                        "06 kept last+frozen",
                        "05 kept last+newest-complete",
                        "04 goes unmatched");
    }

    @Test
    void anotherDataDirectoryOfTheSameHostIsNotFrozen() {
        assertThat(plan(
                        RetentionPolicy.keepLast(1),
                        day(9).suspect(Suspicion.State.SUSPECT).make(),
                        day(8).dataDirectory("/another").make(),
                        day(7).dataDirectory("/another").make()))
                .last()
                .isEqualTo("07 goes unmatched");
    }

    @Test
    void aConfirmedSuspectTakesNoPartAndFreezesNothing() {
        assertThat(plan(
                        RetentionPolicy.keepLast(1),
                        day(9).suspect(Suspicion.State.CONFIRMED).make(),
                        day(8).make(),
                        day(7).make()))
                .containsExactly("09 kept suspect", "08 kept last+newest-complete", "07 goes unmatched");
    }

    @Test
    void aClearedSuspectIsAnOrdinaryBackup() {
        assertThat(plan(
                        RetentionPolicy.keepLast(1),
                        day(9).suspect(Suspicion.State.CLEARED).make(),
                        day(8).make()))
                .containsExactly("09 kept last+newest-complete", "08 goes unmatched");
    }

    @Test
    void aSuspectInAnotherStoreFreezesToo() {
        StoredBackup old = day(7).make();
        List<FrozenSource> elsewhere =
                FrozenSource.in(List.of(day(9).suspect(Suspicion.State.SUSPECT).make()), SampleBackup.HOST);
        RetentionSituation situation = new RetentionSituation(
                NOW, SampleBackup.HOST, Set.copyOf(SampleBackup.COMPONENTS), Set.of(), elsewhere);

        assertThat(RetentionPlan.of(RetentionPolicy.keepLast(1), List.of(day(8).make(), old), situation)
                        .removals())
                .isEmpty();
    }

    @Test
    void ofEqualTimesTheGreaterIdComesFirst() {
        StoredBackup smaller =
                SampleBackup.called("backup-2026-03-09T03-00-00-000Z-0000000a").make();
        StoredBackup greater =
                SampleBackup.called("backup-2026-03-09T03-00-00-000Z-0000000b").make();
        RetentionPlan plan = RetentionPlan.of(
                RetentionPolicy.keepLast(1),
                List.of(smaller, greater),
                new RetentionSituation(NOW, SampleBackup.HOST, Set.copyOf(SampleBackup.COMPONENTS), Set.of()));
        assertThat(plan.removals()).containsExactly(smaller);
    }

    @Test
    void aBackupOfOneComponentPushesOutNoWholeOne() {
        assertThat(plan(
                        RetentionPolicy.keepLast(1),
                        day(9).components("blockchain-data").make(),
                        day(8).components("blockchain-data").make(),
                        day(7).make(),
                        day(6).make()))
                .containsExactly(
                        "09 kept last", "08 goes unmatched", "07 kept last+newest-complete", "06 goes unmatched");
    }

    @Test
    void hostsAndDataDirectoriesRotateApart() {
        assertThat(plan(
                        RetentionPolicy.keepLast(1),
                        day(9).make(),
                        day(8).host("other").make(),
                        day(7).dataDirectory("/elsewhere").make(),
                        day(6).make()))
                .containsExactly(
                        "09 kept last+newest-complete",
                        "08 kept last+newest-complete",
                        "07 kept last",
                        "06 goes unmatched");
    }

    @Test
    void aBackupFromTheFutureIsKeptAndPushesNothingOut() {
        assertThat(plan(RetentionPolicy.keepLast(1), day(11).make(), day(9).make(), day(8).make()))
                .containsExactly("11 kept future", "09 kept last+newest-complete", "08 goes unmatched");
    }

    @Test
    void aBackupFromTheFutureIsNotWhatDurationsReachBackFrom() {
        RetentionPolicy policy = new RetentionPolicy(
                Map.of(),
                Map.of(RetentionPeriod.BACKUP, KeepDuration.parse("2d")),
                List.of(),
                ZoneOffset.UTC,
                RetentionPolicy.DEFAULT_SAFETY,
                false);
        assertThat(plan(policy, day(31).make(), day(9).make(), day(8).make(), day(7).make()))
                .containsExactly(
                        "31 kept future", "09 kept within+newest-complete", "08 kept within", "07 goes unmatched");
    }

    @Test
    void anIncompleteBackupStaysUntilANewerCompleteOneIsKept() {
        assertThat(plan(
                        RetentionPolicy.keepLast(2),
                        day(9).incomplete().make(),
                        day(8).make(),
                        day(7).incomplete().make(),
                        day(6).make(),
                        day(5).make()))
                .containsExactly(
                        "09 kept incomplete",
                        "08 kept last+newest-complete",
                        "07 goes incomplete",
                        "06 kept last",
                        "05 goes unmatched");
    }

    @Test
    void onlyACompleteBackupOfAtLeastTheSameComponentsStandsForAnIncompleteOne() {
        assertThat(plan(
                        RetentionPolicy.keepLast(1),
                        day(9).components("blockchain-data").make(),
                        day(8).incomplete().make(),
                        day(7).components("blockchain-data").incomplete().make()))
                .containsExactly("09 kept last", "08 kept incomplete", "07 goes incomplete");
    }

    @Test
    void aCompleteBackupThatGoesItselfStandsForNothing() {
        assertThat(plan(
                        ONLY_TAGGED,
                        day(9).components("blockchain-data").make(),
                        day(8).components("blockchain-data").incomplete().make()))
                .containsExactly("09 goes unmatched", "08 kept incomplete");
    }

    @Test
    void safetyBackupsTakeNoSlotAndGoAfterAWeek() {
        assertThat(plan(
                        RetentionPolicy.keepLast(1),
                        day(10).safety().make(),
                        SampleBackup.at("2026-03-03T12:00:00.001Z").safety().make(),
                        SampleBackup.at("2026-03-03T12:00:00Z")
                                .safety()
                                .incomplete()
                                .make(),
                        day(2).make(),
                        day(1).make()))
                .containsExactly(
                        "10 kept safety",
                        "03 kept safety",
                        "03 goes safety",
                        "02 kept last+newest-complete",
                        "01 goes unmatched");
    }

    @Test
    void theAgeOfSafetyBackupsIsASetting() {
        RetentionPolicy policy = new RetentionPolicy(
                Map.of(RetentionPeriod.BACKUP, new KeepCount(1)),
                Map.of(),
                List.of(),
                ZoneOffset.UTC,
                KeepDuration.parse("30d"),
                false);
        assertThat(plan(policy, day(10).make(), day(1).safety().make()))
                .containsExactly("10 kept last+newest-complete", "01 kept safety");
    }

    @Test
    void externalBackupsAreSparedAndTakeNoSlot() {
        assertThat(plan(RetentionPolicy.keepLast(1), day(9).makeExternal(), day(8).make(), day(7).make()))
                .containsExactly("09 kept external", "08 kept last+newest-complete", "07 goes unmatched");
    }

    @Test
    void includedExternalBackupsRotateWithThoseOfAllComponents() {
        assertThat(plan(withExternal(2), day(9).make(), day(8).makeExternal(), day(7).makeExternal()))
                .containsExactly("09 kept last+newest-complete", "08 kept last", "07 goes unmatched");
    }

    @Test
    void anIncludedExternalBackupWithAFailureIsIncomplete() {
        assertThat(plan(
                        withExternal(1),
                        day(9).withFailedComponent().makeExternal(),
                        day(8).make(),
                        day(7).withFailedComponent().makeExternal()))
                .containsExactly("09 kept incomplete", "08 kept last+newest-complete", "07 goes incomplete");
    }

    @Test
    void anExternalBackupIsTheNewestCompleteOneOnlyWhereThereIsNoOther() {
        RetentionPolicy policy = new RetentionPolicy(
                Map.of(), Map.of(), List.of(List.of("keep")), ZoneOffset.UTC, RetentionPolicy.DEFAULT_SAFETY, true);
        assertThat(plan(policy, day(9).makeExternal(), day(8).make(), day(7).make()))
                .containsExactly("09 goes unmatched", "08 kept newest-complete", "07 goes unmatched");
        assertThat(plan(policy, day(9).makeExternal(), day(8).makeExternal()))
                .containsExactly("09 kept newest-complete", "08 goes unmatched");
    }

    @Test
    void theNewestCompleteBackupOfAllComponentsStaysWhateverTheRulesSay() {
        assertThat(plan(
                        ONLY_TAGGED,
                        day(9).components("blockchain-data").make(),
                        day(8).incomplete().make(),
                        day(7).make(),
                        day(6).make()))
                .containsExactly(
                        "09 goes unmatched", "08 kept incomplete", "07 kept newest-complete", "06 goes unmatched");
    }

    @Test
    void aHoldKeepsUntilItEnds() {
        assertThat(plan(
                        RetentionPolicy.keepLast(1),
                        day(9).held(null).make(),
                        day(8).held(NOW.plusMillis(1)).make(),
                        day(7).held(NOW).make(),
                        day(1).safety().held(null).make()))
                .containsExactly(
                        "09 kept last+newest-complete+held", "08 kept held", "07 goes unmatched", "01 kept held");
    }

    @Test
    void whatIsInUseStays() {
        assertThat(plan(RetentionPolicy.keepLast(1), Set.of(day(8).make().id()), day(9).make(), day(8).make()))
                .containsExactly("09 kept last+newest-complete", "08 kept in-use");
    }

    @Test
    void aKeptBackupCarriesEveryReason() {
        RetentionPolicy policy = new RetentionPolicy(
                Map.of(RetentionPeriod.BACKUP, new KeepCount(1), RetentionPeriod.YEAR, KeepCount.UNLIMITED),
                Map.of(
                        RetentionPeriod.BACKUP,
                        KeepDuration.parse("1d"),
                        RetentionPeriod.WEEK,
                        KeepDuration.parse("1m")),
                List.of(List.of("a"), List.of("b")),
                ZoneOffset.UTC,
                RetentionPolicy.DEFAULT_SAFETY,
                false);
        assertThat(plan(policy, day(9).tagged("a", "b").held(null).make()))
                .containsExactly("09 kept tags+tags+last+yearly+within+within-weekly+newest-complete+held");
    }

    @Test
    void nothingIsAPlanToo() {
        assertThat(plan(RetentionPolicy.keepLast(1))).isEmpty();
    }

    @Test
    void aPolicyThatKeepsNothingIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> RetentionPolicy.keepLast(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetentionPolicy(
                        Map.of(RetentionPeriod.DAY, new KeepCount(0)),
                        Map.of(RetentionPeriod.DAY, KeepDuration.parse("0d")),
                        List.of(),
                        ZoneOffset.UTC,
                        RetentionPolicy.DEFAULT_SAFETY,
                        true));
    }
}
