package io.relaybackup.store;

import io.relaybackup.engine.store.StoreKey;
import io.relaybackup.engine.store.StoreMaintenance;
import io.relaybackup.problem.Problem;
import io.relaybackup.problem.Problems;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The keys of repositories. A password is changed by adding the new one and removing the old one's key. */
@RestController
@RequestMapping(path = "/stores/{name}/keys", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Stores")
class KeyController {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{1,64}");

    private final Stores stores;

    KeyController(Stores stores) {
        this.stores = stores;
    }

    /** The keys, oldest first. */
    @Schema(name = "StoreKeyList")
    record KeyList(List<StoreKey> keys) {}

    /** The body of a {@code POST}. */
    record AddKey(
            @Schema(type = "string", format = "password", minLength = KeyPassword.SHORTEST)
            @NotNull(message = "is needed")
            KeyPassword password) {}

    @GetMapping
    @Operation(
            operationId = "listStoreKeys",
            summary = "Lists a repository's keys",
            description = "Oldest first; each opens it with a password of its own, which is not shown.")
    KeyList list(@PathVariable String name) {
        return new KeyList(on(name, StoreMaintenance::keys));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            operationId = "addStoreKey",
            summary = "Lets a further password open a repository",
            description = "The service itself goes on with the one that is configured.")
    ResponseEntity<StoreKey> add(@PathVariable String name, @RequestBody @Valid AddKey body) {
        byte[] password = body.password().utf8();
        try {
            StoreKey key = on(name, repository -> repository.addKey(password));
            return ResponseEntity.created(URI.create("/stores/" + name + "/keys/" + key.id()))
                    .body(key);
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }

    @DeleteMapping("/{key}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            operationId = "deleteStoreKey",
            summary = "Takes a key away",
            description = "Its password opens the repository no more. The last key stays, and so does the one that the"
                    + " service uses.")
    void delete(
            @PathVariable String name,
            @Parameter(description = "Its id, or a beginning that no other has.") @PathVariable String key) {
        StoreMaintenance repository = stores.get(name).repository();
        if (!ID.matcher(key).matches()) {
            throw notFound(name);
        }
        try {
            repository.removeKey(key);
        } catch (NoSuchFileException e) {
            throw notFound(name);
        } catch (IllegalArgumentException e) {
            throw Problem.conflict("ambiguous-id", "Several keys begin with " + key + "; give more of its id.")
                    .withStore(name)
                    .asException(e);
        } catch (IllegalStateException e) {
            throw Problem.conflict("key-in-use", "The key is the last one, or the one that the service uses.")
                    .withStore(name)
                    .asException(e);
        } catch (IOException e) {
            throw Problems.of(e).withStore(name).asException(e);
        }
    }

    private static RuntimeException notFound(String store) {
        return Problem.notFound(
                        "key-not-found",
                        "There is no such key in '" + store
                                + "': an id, or a beginning that one key alone has, is hexadecimal in lower case.")
                .withStore(store)
                .asException();
    }

    /** A call on a repository. */
    private interface Call<T> {
        T on(StoreMaintenance repository) throws IOException;
    }

    private <T> T on(String name, Call<T> call) {
        StoreMaintenance repository = stores.get(name).repository();
        try {
            return call.on(repository);
        } catch (IOException e) {
            throw Problems.of(e).withStore(name).asException(e);
        }
    }
}
