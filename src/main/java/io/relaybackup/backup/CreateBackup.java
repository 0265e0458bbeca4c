package io.relaybackup.backup;

import io.relaybackup.engine.store.Notes;
import io.relaybackup.engine.store.Trigger;
import io.relaybackup.problem.Problem;
import io.relaybackup.source.Component;
import io.relaybackup.source.Source;
import io.relaybackup.store.Store;
import io.relaybackup.store.Stores;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /backups}; all of it is optional. */
@Schema(description = "What to back up and where to. Everything is optional.")
public record CreateBackup(
        @Schema(
                description = "Names of components; absent: all. An empty list is refused.",
                example = "[\"user-data\"]")
        @Nullable
        List<String> components,

        @Schema(description = "Names of stores; absent: all. An empty list is refused.", example = "[\"local\"]")
        @Nullable
        List<String> stores,

        @Schema(
                description = "Each 1 to 64 of A-Z a-z 0-9 . _ : = -, not starting with 'relay.'",
                example = "[\"before-upgrade\"]")
        @Nullable
        List<String> tags,

        @Schema(description = "Anything, up to 4096 characters.", example = "before 2.4.0") @Nullable
        String note,

        @Schema(description = "Reads unchanged files again and links nothing.", defaultValue = "false") @Nullable
        Boolean full) {

    /** Everything, everywhere. */
    public static final CreateBackup ALL = new CreateBackup(null, null, null, null, null);

    /**
     * The order that this asks for.
     *
     * @throws io.relaybackup.problem.ProblemException a 422 that names the field and what is allowed
     */
    BackupOrder toOrder(Source source, Stores all, Trigger trigger, String actor) {
        List<Problem.FieldError> errors = new ArrayList<>();
        Set<String> wanted = names("components", components, source.componentNames(), "a configured component", errors);
        Set<String> into =
                names("stores", stores, all.all().stream().map(Store::name).toList(), "a configured store", errors);
        Notes notes = Notes.NONE;
        try {
            notes = notes.withTags(
                    tags == null ? List.of() : tags.stream().distinct().toList());
        } catch (IllegalArgumentException | NullPointerException e) {
            errors.add(new Problem.FieldError("tags", String.valueOf(e.getMessage())));
        }
        try {
            notes = notes.withNote(note);
        } catch (IllegalArgumentException e) {
            errors.add(new Problem.FieldError("note", String.valueOf(e.getMessage())));
        }
        if (!errors.isEmpty()) {
            throw Problem.unprocessable(
                            "invalid-request",
                            errors.get(0).field() + ": " + errors.get(0).message())
                    .withErrors(errors)
                    .asException();
        }
        List<Component> chosen = source.components().stream()
                .filter(c -> wanted.contains(c.name()))
                .toList();
        List<Store> targets =
                all.all().stream().filter(s -> into.contains(s.name())).toList();
        return new BackupOrder(chosen, targets, notes, Boolean.TRUE.equals(full), trigger, actor);
    }

    private static Set<String> names(
            String field,
            @Nullable List<String> given,
            List<String> allowed,
            String what,
            List<Problem.FieldError> errors) {
        if (given == null) {
            return Set.copyOf(allowed);
        }
        if (given.isEmpty()) {
            errors.add(new Problem.FieldError(field, "must not be empty; leave it out for all of " + allowed));
        }
        for (String name : given) {
            if (!allowed.contains(name)) {
                errors.add(new Problem.FieldError(field, "'" + name + "' is not " + what + "; there are " + allowed));
            }
        }
        return new HashSet<>(given);
    }
}
