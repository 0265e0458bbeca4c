package io.relaybackup.web;

import io.relaybackup.problem.Problem;
import org.springframework.http.HttpStatus;

/** Problems of which nothing but HTTP's status is known: what the server, a filter or a framework refused by itself. */
final class StatusProblems {

    private StatusProblems() {}

    static Problem of(int status) {
        return switch (status) {
            case 400 ->
                Problem.of(
                        400,
                        "bad-request",
                        "The request could not be read: its path, its query or a header has characters or a length that"
                                + " are not allowed.");
            case 401 -> Problem.of(401, "unauthorized", "A token is needed: 'Authorization: Bearer <token>'.");
            case 403 -> Problem.of(403, "forbidden", "The token's scopes do not allow this.");
            case 404 -> Problem.of(404, "not-found", "There is nothing here.");
            case 405 -> Problem.of(405, "method-not-allowed", "This method is not allowed here.");
            case 406 -> Problem.of(406, "not-acceptable", "What is accepted is not offered here.");
            case 413 -> Problem.of(413, "body-too-large", "The body is too large.");
            case 414 -> Problem.of(414, "uri-too-long", "The request's path and query are too long.");
            case 415 -> Problem.of(415, "unsupported-media-type", "A body here is application/json.");
            case 431 -> Problem.of(431, "headers-too-large", "The request's headers are too large.");
            case 500 ->
                Problem.of(500, "internal-error", "The service failed in a way it did not foresee; the log has more.");
            case 503 -> Problem.of(503, "unavailable", "The service cannot answer now; trying again later may help.");
            default -> other(status);
        };
    }

    private static Problem other(int status) {
        HttpStatus known = HttpStatus.resolve(status);
        String phrase = known == null ? "Refused" : known.getReasonPhrase();
        String name = phrase.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z]+", "-");
        return Problem.of(status, name, phrase + ".");
    }
}
