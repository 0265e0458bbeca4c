package io.relaybackup.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.relaybackup.engine.store.VerifyLevel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Profile;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** What wrong settings do to a start, with records made for it. */
class SettingsTest {

    @ConfigurationProperties("relay.backup")
    record Root(
            @Nullable String host,
            @DefaultValue Place source,
            @DefaultValue Map<String, Keeper> stores) {}

    @ConfigurationProperties("relay.backup.health")
    record Other(
            @Nullable Duration expectedInterval,
            @Nullable VerifyLevel level,
            @Nullable String password) {
        Other {
            if (expectedInterval != null && expectedInterval.isNegative()) {
                throw new IllegalArgumentException(
                        "relay.backup.health.expected-interval: " + expectedInterval + " is not positive");
            }
        }
    }

    record Place(@Nullable Path dataDirectory, @DefaultValue List<String> appendOnly) {}

    record Keeper(@Nullable String path, @DefaultValue List<Rule> rules) {}

    record Rule(int keepLast) {
        Rule {
            if (keepLast < 0) {
                IllegalArgumentException cause = new IllegalArgumentException("'" + keepLast + "' is no count");
                throw new IllegalArgumentException("keep-last: " + cause.getMessage(), cause);
            }
            if (keepLast == 0) {
                throw new IllegalArgumentException("a rule must keep something");
            }
        }
    }

    @Profile("settings")
    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties({Root.class, Other.class})
    @Import(SettingsConfiguration.class)
    static class Settings {}

    private static ConfigurableApplicationContext start(Map<String, Object> variables, String... arguments) {
        SpringApplication application = new SpringApplication(Settings.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setAdditionalProfiles("settings");
        application.setLogStartupInfo(false);
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        application.setEnvironment(environment);
        return application.run(arguments);
    }

    private static String refusal(Map<String, Object> variables, String... arguments) {
        Throwable failure = catchThrowable(() -> start(variables, arguments).close());
        assertThat(failure).isNotNull();
        FailureAnalysis analysis = new SettingFailureAnalyzer().analyze(failure);
        assertThat(analysis).as(failure.toString()).isNotNull();
        return analysis == null ? "" : analysis.getDescription();
    }

    @Test
    void knownSettingsInEveryFormLetItStart() {
        ConfigurableApplicationContext context = start(
                Map.of(
                        "RELAY_BACKUP_SOURCE_DATADIRECTORY", "/a",
                        "RELAY_BACKUP_HEALTH_EXPECTED_INTERVAL", "26h",
                        "RELAY_BACKUP_STORES_LOCAL_RULES_0_KEEPLAST", "3",
                        "RELAY_BACKUP_SERVICE_HOST", "10.0.0.1",
                        "RELAY_BACKUP_SERVICE_PORT_HTTP", "8080",
                        "RELAY_BACKUP_PORT_8080_TCP_ADDR", "10.0.0.1"),
                "--relay.backup.source.appendOnly[0]=*.jsonl",
                "--relay.backup.stores.off-site.path=/x",
                "--relay.backup.stores.[a.b].path=/y",
                "--relay.backup.stores.other.rules[0].keep-last=7",
                "--relay.backup.health.level=data");
        try (context) {
            assertThat(context.getBean(Root.class).stores()).containsKeys("local", "off-site", "a.b");
            assertThat(context.getBean(Other.class).expectedInterval()).isEqualTo(Duration.ofHours(26));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "relay.backup.sotres.local.path=/x | one of health, host, source, stores behind relay.backup",
                "relay.backup.source.data-dir=/x | one of append-only, data-directory behind relay.backup.source",
                "relay.backup.stores.local.paht=/x | one of path, rules behind relay.backup.stores.local",
                "relay.backup.stores.local.rules[0].keep=1 | one of keep-last behind relay.backup.stores.local.rules.0",
                "relay.backup.host.name=/x | a single value for relay.backup.host",
            })
    void anUnknownSettingIsNamedWithItsValueAndWhatIsAllowed(String setting, String allowed) {
        String key = setting.substring(0, setting.indexOf('='));
        String value = setting.substring(setting.indexOf('=') + 1);

        assertThat(refusal(Map.of(), "--" + setting))
                .contains("key:     " + key)
                .contains("value:   " + value)
                .contains("allowed: " + allowed);
    }

    @Test
    void anUnknownEnvironmentVariableStopsTheStartToo() {
        assertThat(refusal(Map.of("RELAY_BACKUP_SOURCE_DATADIR", "/a")))
                .contains("relay.backup.source.datadir")
                .contains("data-directory");
    }

    @Test
    void allUnknownSettingsAreNamedAtOnce() {
        assertThat(refusal(Map.of(), "--relay.backup.a=1", "--relay.backup.b=2"))
                .contains("relay.backup.a")
                .contains("relay.backup.b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "relay.backup.health.expected-interval=soon | a duration such as",
                "relay.backup.health.level=deep | one of structure, data",
                "relay.backup.stores.local.rules[0].keep-last=many | a whole number",
            })
    void aMalformedSettingIsNamedWithItsValueAndWhatIsAllowed(String setting, String allowed) {
        String key = setting.substring(0, setting.indexOf('='));
        String value = setting.substring(setting.indexOf('=') + 1);

        assertThat(refusal(Map.of(), "--" + setting))
                .contains("key:     " + key)
                .contains("value:   " + value)
                .contains("allowed: " + allowed);
    }

    @Test
    void aSingleValueWhereSettingsOfTheirOwnBelongIsRefused() {
        assertThat(refusal(Map.of(), "--relay.backup.source=here"))
                .contains("relay.backup.source")
                .contains("settings of its own");
    }

    @Test
    void whatARecordRefusesIsToldInItsWords() {
        assertThat(refusal(Map.of(), "--relay.backup.health.expected-interval=-1h"))
                .isEqualTo("relay.backup.health.expected-interval: PT-1H is not positive");
    }

    @ParameterizedTest
    @CsvSource({
        "-3, relay.backup.stores.local.rules[0].keep-last: '-3' is no count",
        "0, relay.backup.stores.local.rules[0]: a rule must keep something",
    })
    void whatARecordBelowOthersRefusesIsToldWithTheWholeKey(String value, String refusal) {
        assertThat(refusal(Map.of(), "--relay.backup.stores.local.rules[0].keep-last=" + value))
                .isEqualTo(refusal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"relay.backup.health.passwrd", "relay.backup.access.tokens.x.value", "relay.backup.api-key"})
    void whatMayBeASecretIsNotShown(String key) {
        assertThat(refusal(Map.of(), "--" + key + "=hunter2")).contains(key).doesNotContain("hunter2");
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void theStartSaysSoInsteadOfShowingAStackTrace(CapturedOutput output) {
        assertThat(catchThrowable(() -> start(Map.of(), "--relay.backup.sotres=1")))
                .isNotNull();

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("key:     relay.backup.sotres")
                .doesNotContain("at io.relaybackup");
    }
}
