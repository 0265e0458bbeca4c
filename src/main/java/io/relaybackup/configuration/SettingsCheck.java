package io.relaybackup.configuration;

import java.util.List;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.Environment;

/** Before any bean is made, stops the start if there is a setting that no record takes. */
final class SettingsCheck implements BeanFactoryPostProcessor {

    private final Environment environment;

    SettingsCheck(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        KnownSettings known = new KnownSettings();
        for (String name : beans.getBeanNamesForAnnotation(ConfigurationProperties.class)) {
            Class<?> type = beans.getType(name, false);
            if (type != null) {
                add(known, type);
            }
        }
        List<InvalidSettingException> unknown = new UnknownSettings(known).in(environment);
        if (!unknown.isEmpty()) {
            InvalidSettingException first = unknown.get(0);
            unknown.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }

    private static void add(KnownSettings known, Class<?> type) {
        ConfigurationProperties properties =
                AnnotatedElementUtils.getMergedAnnotation(type, ConfigurationProperties.class);
        String prefix = properties == null ? "" : properties.prefix();
        if (prefix.equals(UnknownSettings.PREFIX) || prefix.startsWith(UnknownSettings.PREFIX + ".")) {
            known.add(KnownSettings.names(prefix.substring(UnknownSettings.PREFIX.length())), type);
        }
    }
}
