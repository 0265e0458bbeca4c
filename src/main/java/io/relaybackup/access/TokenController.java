package io.relaybackup.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.relaybackup.problem.Problem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Future;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "Access", description = "Tokens and the audit log.")
class TokenController {

    private final TokenRegistry tokens;

    TokenController(TokenRegistry tokens) {
        this.tokens = tokens;
    }

    @GetMapping("/tokens")
    @Operation(
            operationId = "listTokens",
            summary = "Lists the tokens",
            description = "By name; their values are not kept and cannot be shown.")
    TokenList list() {
        return new TokenList(tokens.all().stream().map(this::view).toList());
    }

    @PostMapping("/tokens")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            operationId = "createToken",
            summary = "Makes a token",
            description = "Its value is in this answer and never shown again.")
    NewToken create(
            @RequestBody @Valid TokenRequest request,
            @RequestHeader(name = "Idempotency-Key", required = false) @Schema(hidden = true) @Nullable String key) {
        if (key != null) {
            // Keeping the answer for a repetition would mean to keep the token's value.
            throw Problem.badRequest("idempotency-key-refused", "Idempotency-Key is not possible here.")
                    .asException();
        }
        TokenRegistry.Made made = tokens.create(request.name(), request.scopes(), request.expires());
        Token token = made.token();
        return new NewToken(token.name(), words(token.scopes()), token.expires(), token.createdAt(), made.value());
    }

    @DeleteMapping("/tokens/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            operationId = "deleteToken",
            summary = "Removes a token",
            description = "It opens nothing from this moment on.")
    void delete(@PathVariable String name) {
        tokens.delete(name);
    }

    private TokenView view(Token token) {
        return new TokenView(
                token.name(),
                words(token.scopes()),
                token.origin(),
                token.createdAt(),
                token.expires(),
                tokens.lastUsed(token).orElse(null));
    }

    private static List<String> words(Set<Scope> scopes) {
        return scopes.stream().sorted().map(Scope::word).toList();
    }

    record TokenList(List<TokenView> tokens) {}

    /**
     * A token without its value.
     *
     * @param lastUsed since the service started
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "Token")
    record TokenView(
            @Schema(example = "nightly") String name,
            @Schema(example = "[\"backup\"]") List<String> scopes,
            TokenOrigin origin,
            @Nullable Instant createdAt,
            @Nullable Instant expires,
            @Nullable Instant lastUsed) {}

    record TokenRequest(
            @Schema(example = "nightly")
            @NotNull(message = "is needed")
            @Pattern(regexp = "[a-z0-9][a-z0-9._-]{0,62}", message = "must have " + Token.NAME_RULE)
            String name,

            @Schema(example = "[\"backup\"]")
            @NotEmpty(message = "must have at least one of monitor, read, backup, restore, admin")
            Set<@NotNull Scope> scopes,

            @Future(message = "must be in the future") @Nullable
            Instant expires) {}

    /** A token with its value, which is shown this once. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record NewToken(
            String name,
            List<String> scopes,
            @Nullable Instant expires,
            @Nullable Instant createdAt,
            @Schema(type = "string", example = "rbk_…") Secret value) {}
}
