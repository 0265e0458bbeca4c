package io.relaybackup.engine.store;

import io.relaybackup.engine.store.Manifest.ComponentResult;
import io.relaybackup.engine.store.Manifest.Failure;
import io.relaybackup.engine.store.Manifest.Summary;
import io.relaybackup.engine.store.Manifest.Warning;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@link Manifest} as JSON: the fields of the script's manifest first, in its order and layout, then ours. Times have
 * milliseconds, words are in lower case, what is null is absent, and so is what is empty in a component.
 *
 * <p>Reading asks for what the script wrote and takes the rest where it is. Unknown fields are ignored.
 */
public final class ManifestJson {

    private ManifestJson() {}

    /** The document's bytes, indented, with a line break at the end. */
    public static byte[] write(Manifest manifest) throws IOException {
        ObjectNode json = JsonFields.MAPPER.createObjectNode();
        json.put("timestamp", JsonFields.time(manifest.timestamp()));
        json.put("backupPath", manifest.backupPath());
        json.put("projectRoot", manifest.projectRoot());
        json.put("dataDirectory", manifest.dataDirectory());
        ArrayNode results = json.putArray("results");
        for (ComponentResult result : manifest.results()) {
            write(result, results.addObject());
        }
        json.putObject("summary")
                .put("total", manifest.summary().total())
                .put("successful", manifest.summary().successful())
                .put("failed", manifest.summary().failed())
                .put("skipped", manifest.summary().skipped());
        if (manifest.id() != null) {
            json.put("id", manifest.id().value());
        }
        put(json, "status", manifest.status());
        put(json, "hostname", manifest.hostname());
        put(json, "tool", manifest.tool());
        put(json, "trigger", manifest.trigger());
        put(json, "startedAt", manifest.startedAt());
        put(json, "finishedAt", manifest.finishedAt());
        put(json, "components", manifest.components());
        return JsonFields.print(json);
    }

    private static void write(ComponentResult result, ObjectNode json) {
        json.put("name", result.name());
        json.put("description", result.description());
        put(json, "status", result.status());
        json.put("path", result.path());
        json.put("required", result.required());
        put(json, "paths", result.paths());
        put(json, "excludes", result.excludes());
        put(json, "claimed", result.claimed());
        json.put("files", result.files());
        json.put("bytes", result.bytes());
        Failure error = result.error();
        if (error != null) {
            ObjectNode node = json.putObject("error");
            node.put("code", error.code());
            node.put("message", error.message());
            put(node, "path", error.path());
        }
        if (!result.warnings().isEmpty()) {
            ArrayNode warnings = json.putArray("warnings");
            for (Warning warning : result.warnings()) {
                warnings.addObject().put("path", warning.path()).put("message", warning.message());
            }
        }
    }

    /**
     * Reads a manifest of this service, or of the script that came before it.
     *
     * @throws CorruptBackupException when it is none
     */
    public static Manifest read(byte[] bytes) throws CorruptBackupException {
        JsonFields json = JsonFields.parse(Manifest.FILE_NAME, bytes);
        boolean ours = json.has("id");
        List<ComponentResult> results = new ArrayList<>();
        for (JsonFields result : json.objects("results")) {
            results.add(result(result, ours));
        }
        String id = json.optionalText("id");
        return new Manifest(
                json.time("timestamp"),
                json.text("backupPath"),
                json.text("projectRoot"),
                json.text("dataDirectory"),
                results,
                summary(json.object("summary")),
                id == null ? null : json.valid(() -> new BackupId(id)),
                json.optionalOneOf(BackupStatus.class, "status"),
                json.optionalText("hostname"),
                json.optionalText("tool"),
                json.optionalOneOf(Trigger.class, "trigger"),
                json.optionalTime("startedAt"),
                json.optionalTime("finishedAt"),
                json.texts("components"));
    }

    private static Summary summary(JsonFields json) throws CorruptBackupException {
        int total = json.count("total");
        int successful = json.count("successful");
        int failed = json.count("failed");
        return new Summary(
                total,
                successful,
                failed,
                json.has("skipped") ? json.count("skipped") : Math.max(0, total - successful - failed));
    }

    private static ComponentResult result(JsonFields json, boolean ours) throws CorruptBackupException {
        List<Warning> warnings = new ArrayList<>();
        for (JsonFields warning : json.objects("warnings")) {
            warnings.add(new Warning(warning.text("path"), warning.text("message")));
        }
        return new ComponentResult(
                json.text("name"),
                json.has("description") ? json.text("description") : "",
                ours ? json.oneOf(ComponentStatus.class, "status") : statusOfScript(json.text("status")),
                json.has("path") ? json.text("path") : "",
                json.has("required") && json.flag("required"),
                json.texts("paths"),
                json.texts("excludes"),
                json.texts("claimed"),
                json.has("files") ? json.number("files") : 0,
                json.has("bytes") ? json.number("bytes") : 0,
                ours && json.has("error") ? failure(json.object("error")) : null,
                warnings);
    }

    /** The script's words for what went wrong are not known; none of them says that the component can be trusted. */
    private static ComponentStatus statusOfScript(String word) {
        return switch (word) {
            case "success" -> ComponentStatus.SUCCESS;
            case "skipped" -> ComponentStatus.SKIPPED;
            default -> ComponentStatus.FAILED;
        };
    }

    private static Failure failure(JsonFields json) throws CorruptBackupException {
        return new Failure(json.text("code"), json.text("message"), json.optionalText("path"));
    }

    private static void put(ObjectNode json, String field, @Nullable String value) {
        if (value != null) {
            json.put(field, value);
        }
    }

    private static void put(ObjectNode json, String field, @Nullable Enum<?> value) {
        put(json, field, value == null ? null : JsonFields.word(value));
    }

    private static void put(ObjectNode json, String field, @Nullable Instant value) {
        put(json, field, value == null ? null : JsonFields.time(value));
    }

    private static void put(ObjectNode json, String field, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode array = json.putArray(field);
            values.forEach(array::add);
        }
    }
}
