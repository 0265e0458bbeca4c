package io.relaybackup.suspicion;

import io.relaybackup.configuration.InvalidSettingException;
import io.relaybackup.engine.tree.Glob;
import io.relaybackup.source.Source;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When a backup is suspect. Shares are percent of what the good backup before has; 100 never is too much.
 *
 * @param enabled whether backups are compared at all
 * @param filesRemoved share of files that may go
 * @param bytesLost share of bytes that may go
 * @param changed share of files whose content may change
 * @param incompressible share of files that may turn from compressible to incompressible, as by encryption
 * @param blank share of files that may turn into zeros or nothing
 * @param unparsable how many files of JSON may cease to be it
 * @param appendOnly how many append-only files may become shorter or change in their old part
 * @param minimumFiles of fewer files no share is too much, unless it is all
 * @param components limits of their own, by name
 */
@ConfigurationProperties("relay.backup.suspect")
record SuspectProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("50") int filesRemoved,
        @DefaultValue("50") int bytesLost,
        @DefaultValue("95") int changed,
        @DefaultValue("5") int incompressible,
        @DefaultValue("5") int blank,
        @DefaultValue("0") int unparsable,
        @DefaultValue("0") int appendOnly,
        @DefaultValue("10") int minimumFiles,
        @DefaultValue Map<String, ComponentLimits> components) {

    private static final String KEY = "relay.backup.suspect.";

    SuspectProperties {
        components = Map.copyOf(components);
        check(KEY, filesRemoved, bytesLost, changed, incompressible, blank, unparsable, appendOnly, minimumFiles);
        components.forEach((name, own) -> own.check(KEY + "components." + name + "."));
    }

    /**
     * What is different for one component; null for what is not.
     *
     * @param enabled whether it is compared
     * @param rotated globs of append-only files that are rotated: they may become shorter, change and go
     */
    record ComponentLimits(
            @DefaultValue("true") boolean enabled,
            @Nullable Integer filesRemoved,
            @Nullable Integer bytesLost,
            @Nullable Integer changed,
            @Nullable Integer incompressible,
            @Nullable Integer blank,
            @Nullable Integer unparsable,
            @Nullable Integer appendOnly,
            @Nullable Integer minimumFiles,
            @DefaultValue List<String> rotated) {

        ComponentLimits {
            rotated = List.copyOf(rotated);
        }

        private void check(String prefix) {
            SuspectProperties.check(
                    prefix,
                    or(filesRemoved, 0),
                    or(bytesLost, 0),
                    or(changed, 0),
                    or(incompressible, 0),
                    or(blank, 0),
                    or(unparsable, 0),
                    or(appendOnly, 0),
                    or(minimumFiles, 0));
            for (String glob : rotated) {
                try {
                    Glob.of(glob);
                } catch (IllegalArgumentException e) {
                    throw new InvalidSettingException(prefix + "rotated", glob, "a glob such as *.jsonl");
                }
            }
        }
    }

    private static int or(@Nullable Integer own, int otherwise) {
        return own == null ? otherwise : own;
    }

    private static void check(
            String prefix,
            int filesRemoved,
            int bytesLost,
            int changed,
            int incompressible,
            int blank,
            int unparsable,
            int appendOnly,
            int minimumFiles) {
        percent(prefix + "files-removed", filesRemoved);
        percent(prefix + "bytes-lost", bytesLost);
        percent(prefix + "changed", changed);
        percent(prefix + "incompressible", incompressible);
        percent(prefix + "blank", blank);
        count(prefix + "unparsable", unparsable);
        count(prefix + "append-only", appendOnly);
        count(prefix + "minimum-files", minimumFiles);
    }

    private static void percent(String key, int value) {
        if (value < 0 || value > 100) {
            throw new InvalidSettingException(key, Integer.toString(value), "a percentage from 0 to 100");
        }
    }

    private static void count(String key, int value) {
        if (value < 0) {
            throw new InvalidSettingException(key, Integer.toString(value), "a number of 0 or more");
        }
    }

    /** Refuses limits for components that there are none of. */
    void checkComponents(Source source) {
        for (String name : components.keySet()) {
            if (source.component(name).isEmpty()) {
                throw new InvalidSettingException(
                        KEY + "components." + name, null, "one of the components " + source.componentNames());
            }
        }
    }

    /** Whether a component is compared. */
    boolean covers(String component) {
        ComponentLimits own = components.get(component);
        return enabled && (own == null || own.enabled());
    }

    Limits of(String component) {
        ComponentLimits own = components.get(component);
        if (own == null) {
            return new Limits(
                    filesRemoved,
                    bytesLost,
                    changed,
                    incompressible,
                    blank,
                    unparsable,
                    appendOnly,
                    minimumFiles,
                    List.of());
        }
        return new Limits(
                or(own.filesRemoved(), filesRemoved),
                or(own.bytesLost(), bytesLost),
                or(own.changed(), changed),
                or(own.incompressible(), incompressible),
                or(own.blank(), blank),
                or(own.unparsable(), unparsable),
                or(own.appendOnly(), appendOnly),
                or(own.minimumFiles(), minimumFiles),
                own.rotated().stream().map(Glob::of).toList());
    }
}
