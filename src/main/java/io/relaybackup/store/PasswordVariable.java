package io.relaybackup.store;

import io.relaybackup.engine.store.StoreUnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A password in an environment variable, taken as it is. */
record PasswordVariable(String name, Function<String, @Nullable String> environment) implements PasswordSource {

    @Override
    public byte[] read() throws IOException {
        String value = environment.apply(name);
        if (value == null || value.isEmpty()) {
            throw new StoreUnavailableException("the environment variable that password-env names is not set", null);
        }
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
