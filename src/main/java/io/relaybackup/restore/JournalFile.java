package io.relaybackup.restore;

import static java.util.Objects.requireNonNull;

import io.relaybackup.engine.file.NamedChannel;
import io.relaybackup.engine.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** Reads and replaces the file of a {@link RestoreJournal}, always as a whole. */
final class JournalFile {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .addModule(new SimpleModule()
                    .addSerializer(TreePath.class, new PathWriter())
                    .addDeserializer(TreePath.class, new PathReader()))
            .build();

    private final Workspace workspace;
    private final SwapFiles files;

    JournalFile(Workspace workspace, SwapFiles files) {
        this.workspace = workspace;
        this.files = files;
    }

    /**
     * The journal, or nothing when there is none.
     *
     * @throws DamagedJournalException when there is one that cannot be understood
     */
    Optional<RestoreJournal> read() throws IOException {
        byte[] bytes;
        try (InputStream in = NamedChannel.input(workspace.journal())) {
            bytes = in.readAllBytes();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try {
            return Optional.of(requireNonNull(JSON.readValue(bytes, RestoreJournal.class), "no journal but null"));
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            throw new DamagedJournalException(e);
        }
    }

    /** Durable when this returns; before that the old one stands, or none. */
    void write(RestoreJournal journal) throws IOException {
        files.write(workspace.journalDraft(), JSON.writeValueAsBytes(journal));
        files.replace(workspace.journalDraft(), workspace.journal());
        files.force(workspace.folder());
    }

    /** Makes that there is none; durable when this returns. */
    void remove() throws IOException {
        if (files.exists(workspace.journal())) {
            files.remove(workspace.journal());
            files.force(workspace.folder());
        }
    }

    private static final class PathWriter extends ValueSerializer<TreePath> {
        @Override
        public void serialize(TreePath path, JsonGenerator json, SerializationContext context) {
            json.writeString(path.percentEncoded());
        }
    }

    private static final class PathReader extends ValueDeserializer<TreePath> {
        @Override
        public TreePath deserialize(JsonParser json, DeserializationContext context) {
            return TreePath.percentDecoded(json.getString());
        }
    }
}
