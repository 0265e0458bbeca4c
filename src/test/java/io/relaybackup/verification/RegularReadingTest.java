package io.relaybackup.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.relaybackup.engine.store.StoreFigures;
import io.relaybackup.engine.store.StoreFigures.ReadTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegularReadingTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private static final Duration MONTH = Duration.ofDays(30);

    private static StoreFigures figures(long bytes, ReadTime... reads) {
        return new StoreFigures(0, 0, bytes, -1, 0, 0, null, null, 0, List.of(reads));
    }

    private static ReadTime read(int daysAgo, long bytes) {
        return new ReadTime(NOW.minus(Duration.ofDays(daysAgo)), bytes);
    }

    @Test
    void whatWasNeverReadIsReadInTurns() {
        assertThat(RegularReading.budget(figures(3000), MONTH, NOW)).hasValue(100);
    }

    @Test
    void whatWasReadInTheLastHalfIsNotRead() {
        assertThat(RegularReading.budget(figures(3000, read(14, 3000)), MONTH, NOW))
                .isEmpty();
        assertThat(RegularReading.budget(figures(0), MONTH, NOW)).isEmpty();
    }

    @Test
    void whatWouldSoonBeLateIsReadAtOnce() {
        assertThat(RegularReading.budget(figures(3000, read(24, 2000), read(1, 1000)), MONTH, NOW))
                .hasValue(2000);
    }

    /** A year of a repository that grows and shrinks: no byte is ever older than it may be. */
    @ParameterizedTest
    @CsvSource({"30", "7", "90", "2"})
    void everyByteIsInTime(int days) {
        Duration within = Duration.ofDays(days);
        Duration step =
                within.dividedBy(60).compareTo(Duration.ofDays(1)) > 0 ? Duration.ofDays(1) : within.dividedBy(60);
        Random random = new Random(days);
        List<Pack> packs = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            packs.add(new Pack(NOW, Instant.MIN));
        }
        Duration worst = Duration.ZERO;
        for (Instant now = NOW; now.isBefore(NOW.plus(within.multipliedBy(8))); now = now.plus(step)) {
            if (random.nextInt(4) == 0) {
                packs.add(new Pack(now, Instant.MIN));
                packs.remove(random.nextInt(packs.size()));
            }
            readPortion(packs, within, now);
            for (Pack pack : packs) {
                Instant since = pack.read.equals(Instant.MIN) ? pack.made : pack.read;
                Duration age = Duration.between(since, now);
                worst = age.compareTo(worst) > 0 ? age : worst;
            }
        }
        assertThat(worst).isLessThan(within).isGreaterThan(within.dividedBy(3));
    }

    private record Pack(Instant made, Instant read) {}

    private static final long SIZE = 16;

    private static void readPortion(List<Pack> packs, Duration within, Instant now) {
        ReadTime[] reads = packs.stream()
                .filter(pack -> !pack.read.equals(Instant.MIN))
                .map(pack -> new ReadTime(pack.read, SIZE))
                .toArray(ReadTime[]::new);
        OptionalLong budget = RegularReading.budget(figures(SIZE * packs.size(), reads), within, now);
        if (budget.isEmpty()) {
            return;
        }
        packs.sort(Comparator.comparing(Pack::read));
        long done = 0;
        for (int i = 0; i < packs.size() && done < budget.getAsLong(); i++) {
            if (packs.get(i).read.isAfter(now.minus(within.dividedBy(2)))) {
                return;
            }
            packs.set(i, new Pack(packs.get(i).made, now));
            done += SIZE;
        }
    }
}
