package io.relaybackup.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorageNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/config",
                "data/",
                "data//a",
                "../file",
                "data/../../file",
                ".",
                "a.b",
                "A",
                "a b",
                "a/b/c/d/e",
                "ä",
                "a\n",
                "a\0"
            })
    void nothingLeadsOutOfTheStorage(String name) {
        assertThatThrownBy(() -> new StorageName(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isWhatItIsMadeOf() {
        assertThat(new StorageName("data/21/2159dd48")).hasToString("data/21/2159dd48");
        assertThat(new StorageName("data/21/2159dd48").last()).isEqualTo("2159dd48");
        assertThat(new StorageName("config").last()).isEqualTo("config");
    }
}
