package io.relaybackup.engine.store;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@link Notes} as a JSON document: {@code tags}, {@code note}, {@code hold}, {@code verification} and {@code suspect},
 * each optional; of a backup in the trash also {@code deleted}, which means nothing elsewhere.
 */
public final class NotesJson {

    /** The document's name beside a plain backup. */
    public static final String FILE_NAME = "notes.json";

    private NotesJson() {}

    /** The document's bytes, indented, with a line break at the end. */
    public static byte[] write(Notes notes) throws IOException {
        return write(notes, null);
    }

    /**
     * The document's bytes for a backup that may be in the trash.
     *
     * @param deleted since when it is; null when it is not
     */
    public static byte[] write(Notes notes, @Nullable Instant deleted) throws IOException {
        ObjectNode json = JsonFields.MAPPER.createObjectNode();
        if (!notes.tags().isEmpty()) {
            ArrayNode tags = json.putArray("tags");
            notes.tags().forEach(tags::add);
        }
        if (notes.note() != null) {
            json.put("note", notes.note());
        }
        Notes.Hold hold = notes.hold();
        if (hold != null) {
            ObjectNode node = json.putObject("hold").put("reason", hold.reason());
            if (hold.until() != null) {
                node.put("until", JsonFields.time(hold.until()));
            }
        }
        Notes.Verification verification = notes.verification();
        if (verification != null) {
            json.putObject("verification")
                    .put("at", JsonFields.time(verification.at()))
                    .put("level", JsonFields.word(verification.level()))
                    .put("intact", verification.intact())
                    .put("damages", verification.damages());
        }
        Suspicion suspicion = notes.suspicion();
        if (suspicion != null) {
            write(suspicion, json.putObject("suspect"));
        }
        if (deleted != null) {
            json.put("deleted", JsonFields.time(deleted));
        }
        return JsonFields.print(json);
    }

    private static void write(Suspicion suspicion, ObjectNode json) {
        json.put("state", JsonFields.word(suspicion.state()));
        ArrayNode reasons = json.putArray("reasons");
        for (Suspicion.Reason reason : suspicion.reasons()) {
            reasons.addObject()
                    .put("component", reason.component())
                    .put("rule", reason.rule())
                    .put("detail", reason.detail());
        }
        if (suspicion.decidedAt() != null) {
            json.put("decidedAt", JsonFields.time(suspicion.decidedAt()));
        }
    }

    private static @Nullable Suspicion suspicion(JsonFields json) throws CorruptBackupException {
        if (!json.has("suspect")) {
            return null;
        }
        JsonFields node = json.object("suspect");
        List<Suspicion.Reason> reasons = new ArrayList<>();
        for (JsonFields reason : node.objects("reasons")) {
            reasons.add(new Suspicion.Reason(reason.text("component"), reason.text("rule"), reason.text("detail")));
        }
        return new Suspicion(node.oneOf(Suspicion.State.class, "state"), reasons, node.optionalTime("decidedAt"));
    }

    /**
     * Reads such a document; unknown fields are ignored.
     *
     * @throws CorruptBackupException when it is none
     */
    public static Notes read(byte[] bytes) throws CorruptBackupException {
        JsonFields json = JsonFields.parse(FILE_NAME, bytes);
        var tags = json.texts("tags");
        String note = json.optionalText("note");
        Notes.Hold hold = hold(json);
        Notes.Verification verification = verification(json);
        Suspicion suspicion = suspicion(json);
        return json.valid(() -> new Notes(tags, note, hold, verification, suspicion));
    }

    /**
     * Since when the backup is in the trash; null where the document does not say.
     *
     * @throws CorruptBackupException when it is none
     */
    public static @Nullable Instant deleted(byte[] bytes) throws CorruptBackupException {
        return JsonFields.parse(FILE_NAME, bytes).optionalTime("deleted");
    }

    private static Notes.@Nullable Hold hold(JsonFields json) throws CorruptBackupException {
        if (!json.has("hold")) {
            return null;
        }
        JsonFields hold = json.object("hold");
        String reason = hold.text("reason");
        var until = hold.optionalTime("until");
        return hold.valid(() -> new Notes.Hold(reason, until));
    }

    private static Notes.@Nullable Verification verification(JsonFields json) throws CorruptBackupException {
        if (!json.has("verification")) {
            return null;
        }
        JsonFields made = json.object("verification");
        return new Notes.Verification(
                made.time("at"), made.oneOf(VerifyLevel.class, "level"), made.flag("intact"), made.number("damages"));
    }
}
