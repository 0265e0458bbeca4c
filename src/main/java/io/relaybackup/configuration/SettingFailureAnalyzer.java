package io.relaybackup.configuration;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.origin.Origin;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Says in a few lines why the start was stopped: the key, the value where it is no secret, and what is allowed. Also
 * prints what our own exceptions say when they stop a start, without a stack trace.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class SettingFailureAnalyzer implements FailureAnalyzer {

    private static final String OURS = "io.relaybackup.";

    private static final Pattern LAST_NAME = Pattern.compile("[a-z]+(-[a-z]+)*: ");

    private static final String CORRECT = "Correct the setting and start again.";

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        BindException bind = null;
        String refusal = null;
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof InvalidSettingException invalid) {
                return new FailureAnalysis(describe(invalid), CORRECT, failure);
            }
            if (e instanceof IllegalArgumentException && isAboutASetting(e.getMessage())) {
                return new FailureAnalysis(String.valueOf(e.getMessage()), CORRECT, failure);
            }
            if (e instanceof BindException found) {
                bind = found;
            } else if (refusal == null && e instanceof IllegalArgumentException && isThrownByOurs(e)) {
                refusal = e.getMessage();
            } else if (e.getClass().getName().startsWith(OURS)) {
                return new FailureAnalysis(String.valueOf(e.getMessage()), "See the line above.", failure);
            }
        }
        if (bind == null || !isOurs(bind)) {
            return null;
        }
        String description = refusal == null ? describe(bind) : inTheWordsOfARecord(bind, refusal);
        return new FailureAnalysis(description, CORRECT, failure);
    }

    private static boolean isThrownByOurs(Throwable e) {
        StackTraceElement[] frames = e.getStackTrace();
        return frames.length > 0 && frames[0].getClassName().startsWith(OURS);
    }

    /** A record below the root knows its settings only by their last name, {@code keep-last: …}, or says none. */
    private static String inTheWordsOfARecord(BindException e, String refusal) {
        return e.getName() + (LAST_NAME.matcher(refusal).lookingAt() ? "." : ": ") + refusal;
    }

    private static boolean isAboutASetting(@Nullable String message) {
        return message != null && message.startsWith(UnknownSettings.PREFIX + ".");
    }

    private static boolean isOurs(BindException e) {
        return e.getName().toString().startsWith(UnknownSettings.PREFIX);
    }

    private static String describe(InvalidSettingException first) {
        return Stream.concat(Stream.of(first), Arrays.stream(first.getSuppressed()))
                .filter(InvalidSettingException.class::isInstance)
                .map(InvalidSettingException.class::cast)
                .map(e -> lines(e.key(), e.value(), null, e.allowed()))
                .collect(Collectors.joining("\n\n"));
    }

    private static String describe(BindException e) {
        ConfigurationProperty property = e.getProperty();
        String key = e.getName().toString();
        Class<?> type = e.getTarget().getType().resolve();
        if (property == null) {
            String more = e.getCause() instanceof UnboundConfigurationPropertiesException unbound
                    ? " (" + unbound.getMessage() + ")"
                    : "";
            return lines(key, null, null, AllowedValues.of(type) + more);
        }
        String value = SecretSettings.shown(key, property.getValue());
        return lines(key, value, Origin.from(property), AllowedValues.of(type));
    }

    private static String lines(String key, @Nullable String value, @Nullable Origin origin, String allowed) {
        return "A setting is refused:\n\n    key:     " + key
                + "\n    value:   " + (value == null ? "(missing, or not shown here)" : value)
                + (origin == null ? "" : "\n    from:    " + origin)
                + "\n    allowed: " + allowed;
    }
}
