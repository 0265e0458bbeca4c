package io.relaybackup.engine.repository;

import io.relaybackup.engine.storage.StorageName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The JSON of an index file, read and written piece by piece:
 *
 * <pre>{@code
 * {"packs":[{"id":"…","blobs":[{"id":"…","type":"data","offset":0,"length":38,"uncompressed_length":6}]}]}
 * }</pre>
 */
final class IndexFile {

    /** Clients close an index file at about so many blobs. */
    static final int FULL = 50_000;

    private final StorageName name;
    private final JsonParser json;

    private IndexFile(StorageName name, JsonParser json) {
        this.name = name;
        this.json = json;
    }

    static byte[] write(List<IndexedPack> packs) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.MAPPER.createGenerator(bytes)) {
            json.writeStartObject().writeName("packs").writeStartArray();
            for (IndexedPack pack : packs) {
                json.writeStartObject().writeStringProperty("id", pack.id().toString());
                json.writeName("blobs").writeStartArray();
                for (PackedBlob blob : pack.blobs()) {
                    write(blob, json);
                }
                json.writeEndArray().writeEndObject();
            }
            json.writeEndArray().writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void write(PackedBlob blob, JsonGenerator json) {
        json.writeStartObject()
                .writeStringProperty("id", blob.id().toString())
                .writeStringProperty("type", blob.type().word())
                .writeNumberProperty("offset", blob.offset())
                .writeNumberProperty("length", blob.length());
        if (blob.isCompressed()) {
            json.writeNumberProperty("uncompressed_length", blob.uncompressedLength());
        }
        json.writeEndObject();
    }

    /**
     * Tells of every pack; fields that are not known are passed over.
     *
     * @throws CorruptRepositoryException when it is no index; some packs may have been told of by then
     */
    static void read(StorageName name, byte[] bytes, Consumer<IndexedPack> each) throws CorruptRepositoryException {
        try (JsonParser json = Json.MAPPER.createParser(bytes)) {
            new IndexFile(name, json).read(each);
        } catch (JacksonException e) {
            throw new CorruptRepositoryException(name, "is not JSON", e);
        } catch (IllegalArgumentException e) {
            throw new CorruptRepositoryException(name, "makes no sense: " + e.getMessage(), e);
        }
    }

    private void read(Consumer<IndexedPack> each) throws CorruptRepositoryException {
        expect(json.nextToken(), JsonToken.START_OBJECT);
        for (String field = json.nextName(); field != null; field = json.nextName()) {
            JsonToken value = json.nextToken();
            if (field.equals("packs") && value == JsonToken.START_ARRAY) {
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    each.accept(pack());
                }
                expect(json.currentToken(), JsonToken.END_ARRAY);
            } else {
                json.skipChildren();
            }
        }
        expect(json.currentToken(), JsonToken.END_OBJECT);
    }

    private IndexedPack pack() throws CorruptRepositoryException {
        Digest id = null;
        List<PackedBlob> blobs = new ArrayList<>();
        for (String field = json.nextName(); field != null; field = json.nextName()) {
            JsonToken value = json.nextToken();
            if (field.equals("id")) {
                id = Digest.parse(text(value));
            } else if (field.equals("blobs") && value == JsonToken.START_ARRAY) {
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    blobs.add(blob());
                }
                expect(json.currentToken(), JsonToken.END_ARRAY);
            } else {
                json.skipChildren();
            }
        }
        if (id == null) {
            throw new CorruptRepositoryException(name, "has a pack without an id", null);
        }
        return new IndexedPack(id, blobs);
    }

    private PackedBlob blob() throws CorruptRepositoryException {
        Digest id = null;
        BlobType type = null;
        int offset = -1;
        int length = -1;
        int uncompressed = 0;
        for (String field = json.nextName(); field != null; field = json.nextName()) {
            JsonToken value = json.nextToken();
            switch (field) {
                case "id" -> id = Digest.parse(text(value));
                case "type" -> type = type(text(value));
                case "offset" -> offset = number(value);
                case "length" -> length = number(value);
                case "uncompressed_length" -> uncompressed = number(value);
                default -> json.skipChildren();
            }
        }
        if (id == null || type == null) {
            throw new CorruptRepositoryException(name, "has a blob without an id or a type", null);
        }
        return new PackedBlob(type, id, offset, length, uncompressed);
    }

    private BlobType type(String word) throws CorruptRepositoryException {
        for (BlobType type : BlobType.values()) {
            if (type.word().equals(word)) {
                return type;
            }
        }
        throw new CorruptRepositoryException(name, "has a blob of the unknown type " + word, null);
    }

    private String text(@Nullable JsonToken value) throws CorruptRepositoryException {
        expect(value, JsonToken.VALUE_STRING);
        return json.getString();
    }

    private int number(@Nullable JsonToken value) throws CorruptRepositoryException {
        expect(value, JsonToken.VALUE_NUMBER_INT);
        return json.getIntValue();
    }

    private void expect(@Nullable JsonToken found, JsonToken expected) throws CorruptRepositoryException {
        if (found != expected) {
            throw new CorruptRepositoryException(
                    name, "is no index: " + found + " where " + expected + " should be", null);
        }
    }
}
