package io.relaybackup.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Finds settings under our prefix, in files, on the command line and in the environment, that nothing reads. */
final class UnknownSettings {

    static final String PREFIX = "relay.backup";

    private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of(PREFIX);

    private static final int ROOT_LENGTH = ROOT.getNumberOfElements();

    /** What Kubernetes puts into every container beside a service called relay-backup. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile("relay\\.backup\\.(service\\.(host|port)|port)(\\..*|\\[.*)?");

    private final KnownSettings known;

    UnknownSettings(KnownSettings known) {
        this.known = known;
    }

    /** All of them, each with what is allowed in its place. */
    List<InvalidSettingException> in(Environment environment) {
        List<InvalidSettingException> unknown = new ArrayList<>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource iterable) {
                iterable.stream()
                        .filter(ROOT::isAncestorOf)
                        .filter(name -> !isKnown(name, source))
                        .map(name -> refusal(name, source))
                        .forEach(unknown::add);
            }
        }
        return unknown;
    }

    private boolean isKnown(ConfigurationPropertyName name, ConfigurationPropertySource source) {
        List<String> names = names(name);
        if (known.known(names) == names.size()) {
            return true;
        }
        return source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource
                && (known.knowsVariable(names)
                        || SERVICE_LINK.matcher(name.toString()).matches());
    }

    private static List<String> names(ConfigurationPropertyName name) {
        return IntStream.range(ROOT_LENGTH, name.getNumberOfElements())
                .mapToObj(i -> name.getElement(i, Form.ORIGINAL))
                .toList();
    }

    private InvalidSettingException refusal(ConfigurationPropertyName name, ConfigurationPropertySource source) {
        List<String> names = names(name);
        List<String> right = names.subList(0, known.known(names));
        List<String> allowed = known.allowed(right);
        String place = String.join(".", PREFIX, String.join(".", right)).replaceAll("\\.$", "");
        ConfigurationProperty property = source.getConfigurationProperty(name);
        Object value = property == null ? "" : property.getValue();
        return new InvalidSettingException(
                name.toString(),
                allowed.stream().anyMatch(SecretSettings::isSecret)
                        ? null
                        : SecretSettings.shown(name.toString(), value),
                allowed.isEmpty()
                        ? "a single value for " + place
                        : "one of " + String.join(", ", allowed) + " behind " + place);
    }
}
