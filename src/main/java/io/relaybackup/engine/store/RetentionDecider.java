package io.relaybackup.engine.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Decides on the backups of one store: the policy's rules on whole backups, group by group, and around them what is
 * kept whatever the rules say. One use, one thread.
 */
final class RetentionDecider {

    private static final Comparator<StoredBackup> NEWEST_FIRST = Comparator.comparing(StoredBackup::time)
            .thenComparing(StoredBackup::id)
            .reversed();

    private final RetentionPolicy policy;
    private final RetentionSituation situation;
    private final Map<BackupId, List<RetentionReason>> keeping = new HashMap<>();

    RetentionDecider(RetentionPolicy policy, RetentionSituation situation) {
        this.policy = policy;
        this.situation = situation;
    }

    /** What backups must share for one to push out another. */
    private record Group(String host, String dataDirectory, Set<String> components) {

        /** Whether whatever the other asked for was asked for here too. */
        boolean covers(Group other) {
            return host.equals(other.host)
                    && dataDirectory.equals(other.dataDirectory)
                    && components.containsAll(other.components);
        }
    }

    /** How a backup is judged. */
    private enum Standing {
        FUTURE,
        SAFETY,
        SPARED_EXTERNAL,
        SUSPECT,
        INCOMPLETE,
        WHOLE
    }

    /** A backup and what decides on it. */
    private record Candidate(StoredBackup backup, Standing standing, Group group) {

        boolean is(Standing asked) {
            return standing == asked;
        }

        boolean isExternal() {
            return backup.status() == BackupStatus.EXTERNAL;
        }
    }

    List<RetentionDecision> decide(List<StoredBackup> backups) {
        List<Candidate> sorted = backups.stream()
                .sorted(NEWEST_FIRST)
                .map(backup -> new Candidate(backup, standing(backup), group(backup)))
                .toList();
        List<Candidate> whole =
                sorted.stream().filter(c -> c.is(Standing.WHOLE)).toList();
        sorted.forEach(this::keepByStanding);
        keepByRules(whole);
        keepNewestComplete(whole);
        sorted.forEach(this::keepHeldAndUsed);
        keepFrozen(sorted, backups);
        keepIncomplete(sorted);
        return sorted.stream().map(this::decision).toList();
    }

    private Standing standing(StoredBackup backup) {
        if (backup.time().isAfter(situation.now())) {
            return Standing.FUTURE;
        }
        if (backup.manifest().trigger() == Trigger.SAFETY) {
            return Standing.SAFETY;
        }
        if (backup.status() == BackupStatus.SUSPECT) {
            return Standing.SUSPECT;
        }
        if (backup.status() != BackupStatus.EXTERNAL) {
            return backup.status() == BackupStatus.COMPLETE ? Standing.WHOLE : Standing.INCOMPLETE;
        }
        if (!policy.includeExternal()) {
            return Standing.SPARED_EXTERNAL;
        }
        boolean failed = backup.manifest().results().stream().anyMatch(r -> r.status() == ComponentStatus.FAILED);
        return failed ? Standing.INCOMPLETE : Standing.WHOLE;
    }

    private Group group(StoredBackup backup) {
        Manifest manifest = backup.manifest();
        return new Group(
                Objects.requireNonNullElse(manifest.hostname(), situation.host()),
                manifest.dataDirectory(),
                manifest.components().isEmpty() ? situation.components() : Set.copyOf(manifest.components()));
    }

    private void keepByStanding(Candidate candidate) {
        StoredBackup backup = candidate.backup();
        switch (candidate.standing()) {
            case FUTURE -> keep(backup, RetentionRule.FUTURE, "dated in the future");
            case SPARED_EXTERNAL -> keep(backup, RetentionRule.EXTERNAL, "not made by this service");
            case SAFETY -> {
                if (backup.time().isAfter(policy.safety().before(situation.now(), policy.zone()))) {
                    keep(backup, RetentionRule.SAFETY, "safety backup younger than " + policy.safety());
                }
            }
            case SUSPECT -> {
                Suspicion suspicion = backup.notes().suspicion();
                boolean open = suspicion != null && suspicion.isOpen();
                keep(
                        backup,
                        RetentionRule.SUSPECT,
                        open ? "suspect, and nobody has decided yet" : "confirmed to be of a wrecked source");
            }
            case INCOMPLETE, WHOLE -> {}
        }
    }

    private void keepByRules(List<Candidate> whole) {
        Map<Group, List<StoredBackup>> groups = new LinkedHashMap<>();
        for (Candidate candidate : whole) {
            groups.computeIfAbsent(candidate.group(), g -> new ArrayList<>()).add(candidate.backup());
        }
        for (List<StoredBackup> members : groups.values()) {
            List<List<RetentionReason>> reasons = RetentionRules.apply(policy, members);
            for (int i = 0; i < members.size(); i++) {
                reasonsOf(members.get(i)).addAll(reasons.get(i));
            }
        }
    }

    /** One for each host; an external one stands in only where the host has no other. */
    private void keepNewestComplete(List<Candidate> whole) {
        Map<String, Candidate> newest = new HashMap<>();
        for (Candidate candidate : whole) {
            if (candidate.group().components().containsAll(situation.components())) {
                newest.merge(
                        candidate.group().host(),
                        candidate,
                        (first, next) -> first.isExternal() && !next.isExternal() ? next : first);
            }
        }
        for (Candidate candidate : newest.values()) {
            keep(candidate.backup(), RetentionRule.NEWEST_COMPLETE, "newest complete backup of all components");
        }
    }

    private void keepHeldAndUsed(Candidate candidate) {
        StoredBackup backup = candidate.backup();
        Notes.Hold hold = backup.notes().hold();
        if (hold != null && backup.notes().isHeld(situation.now())) {
            keep(backup, RetentionRule.HELD, "held: " + hold.reason());
        }
        if (situation.inUse().contains(backup.id())) {
            keep(backup, RetentionRule.IN_USE, "in use");
        }
    }

    private void keepFrozen(List<Candidate> sorted, List<StoredBackup> backups) {
        List<FrozenSource> frozen = new ArrayList<>(situation.frozen());
        frozen.addAll(FrozenSource.in(backups, situation.host()));
        for (Candidate candidate : sorted) {
            Group group = candidate.group();
            frozen.stream()
                    .filter(source -> source.isOf(group.host(), group.dataDirectory()))
                    .filter(source ->
                            !source.suspect().equals(candidate.backup().id()))
                    .findFirst()
                    .ifPresent(source -> keep(
                            candidate.backup(),
                            RetentionRule.FROZEN,
                            "frozen until somebody decides about " + source.suspect()));
        }
    }

    /** Last, because only a whole backup that stays stands for an incomplete one. */
    private void keepIncomplete(List<Candidate> sorted) {
        Set<Group> newerWhole = new LinkedHashSet<>();
        for (Candidate candidate : sorted) {
            if (candidate.is(Standing.WHOLE) && isKept(candidate.backup())) {
                newerWhole.add(candidate.group());
            }
            if (candidate.is(Standing.INCOMPLETE)
                    && newerWhole.stream().noneMatch(newer -> newer.covers(candidate.group()))) {
                keep(
                        candidate.backup(),
                        RetentionRule.INCOMPLETE,
                        "incomplete, and no newer complete backup stands for it");
            }
        }
    }

    private void keep(StoredBackup backup, RetentionRule rule, String text) {
        reasonsOf(backup).add(new RetentionReason(rule, text));
    }

    private List<RetentionReason> reasonsOf(StoredBackup backup) {
        return keeping.computeIfAbsent(backup.id(), id -> new ArrayList<>());
    }

    private boolean isKept(StoredBackup backup) {
        return !reasonsOf(backup).isEmpty();
    }

    private RetentionDecision decision(Candidate candidate) {
        StoredBackup backup = candidate.backup();
        if (isKept(backup)) {
            return new RetentionDecision(backup, true, reasonsOf(backup));
        }
        return new RetentionDecision(backup, false, List.of(whyItGoes(candidate.standing())));
    }

    private RetentionReason whyItGoes(Standing standing) {
        return switch (standing) {
            case SAFETY -> new RetentionReason(RetentionRule.SAFETY, "safety backup older than " + policy.safety());
            case INCOMPLETE ->
                new RetentionReason(RetentionRule.INCOMPLETE, "incomplete, and a newer complete backup stands for it");
            default -> new RetentionReason(RetentionRule.UNMATCHED, "no rule keeps it");
        };
    }
}
