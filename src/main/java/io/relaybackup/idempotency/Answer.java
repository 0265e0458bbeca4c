package io.relaybackup.idempotency;

import java.util.Map;

/**
 * What a request was answered with.
 *
 * @param headers those that belong to the answer itself, not those that every response has
 */
record Answer(int status, Map<String, String> headers, String body) {

    Answer {
        headers = Map.copyOf(headers);
    }
}
