package io.relaybackup.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relaybackup.engine.tree.TreePath;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class SourcePropertiesTest {

    private static Source bind(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("relay.backup", SourceProperties.class)
                .toSource();
    }

    @Test
    void withoutSettingsTheComponentsAreThoseOfTheScript() {
        assertThat(bind(Map.of()).componentNames())
                .containsExactly(
                        "additional-data",
                        "blockchain-data",
                        "security-data",
                        "system-config",
                        "user-data",
                        "voting-data");
    }

    @Test
    void configuredComponentsReplaceTheDefaultOnesButAdditionalDataStays() {
        Source source = bind(Map.of(
                "relay.backup.source.components.ledger.paths[0]", "chain/main",
                "relay.backup.source.components.ledger.required", "true",
                "relay.backup.source.components.ledger.append-only[0]", "*.jsonl"));

        assertThat(source.componentNames()).containsExactly("additional-data", "ledger");
        assertThat(source.componentOf(TreePath.of("chain/main/x")).name()).isEqualTo("ledger");
        assertThat(source.componentOf(TreePath.of("chain/mainly")).name()).isEqualTo("additional-data");
        assertThat(source.componentOf(TreePath.of("chain")).name()).isEqualTo("additional-data");
    }

    @Test
    void overlappingPathsAreRefusedWithBothNamed() {
        assertThatThrownBy(() -> bind(Map.of(
                        "relay.backup.source.components.a.paths[0]", "x",
                        "relay.backup.source.components.b.paths[0]", "x/y")))
                .rootCause()
                .hasMessageContaining("'x/y'")
                .hasMessageContaining("'x'")
                .hasMessageContaining("overlap");
    }

    @Test
    void aPathThatLeavesTheDataDirectoryIsRefusedWithTheKey() {
        assertThatThrownBy(() -> bind(Map.of("relay.backup.source.components.a.paths[0]", "../etc")))
                .hasStackTraceContaining("relay.backup.source.components.a")
                .rootCause()
                .hasMessageContaining("'..'");
    }

    @Test
    void theFolderOfRestoresCannotBeAComponent() {
        assertThatThrownBy(() -> bind(Map.of("relay.backup.source.components.a.paths[0]", ".relay-restore/x")))
                .rootCause()
                .hasMessageContaining("reserved");
    }

    @Test
    void aHostThatIsNoNameIsRefused() {
        assertThatThrownBy(() -> bind(Map.of("relay.backup.host", "two words")))
                .rootCause()
                .hasMessageContaining("relay.backup.host")
                .hasMessageContaining("two words");
    }
}
