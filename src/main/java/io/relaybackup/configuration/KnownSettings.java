package io.relaybackup.configuration;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.Name;

/**
 * The settings there are, as a tree of names grown from the records that they are bound to. A map has one child for
 * every name, a list one for every index.
 */
final class KnownSettings {

    /** A name's children where any name will do. */
    private static final String ANY = "*";

    private final Map<String, KnownSettings> children = new TreeMap<>();

    /** Adds what a record at this place takes; several records may share a place. */
    void add(List<String> place, Class<?> type) {
        if (!place.isEmpty()) {
            child(place.get(0)).add(place.subList(1, place.size()), type);
            return;
        }
        if (!type.isRecord()) {
            throw new IllegalStateException("settings are bound to records, and " + type + " is none");
        }
        for (RecordComponent component : type.getRecordComponents()) {
            child(nameOf(component)).grow(component.getGenericType());
        }
    }

    private KnownSettings child(String name) {
        return children.computeIfAbsent(name, n -> new KnownSettings());
    }

    private static String nameOf(RecordComponent component) {
        Name name = component.getAnnotation(Name.class);
        return name == null ? DataObjectPropertyName.toDashedForm(component.getName()) : name.value();
    }

    private void grow(Type type) {
        if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
            if (Map.class.isAssignableFrom(raw)) {
                child(ANY).grow(generic.getActualTypeArguments()[1]);
            } else if (Iterable.class.isAssignableFrom(raw)) {
                child(ANY).grow(generic.getActualTypeArguments()[0]);
            }
        } else if (type instanceof Class<?> raw && raw.isRecord()) {
            add(List.of(), raw);
        }
    }

    /** How many of these names lead to a setting, or to a place above some: all of them for a known one. */
    int known(List<String> names) {
        if (names.isEmpty()) {
            return 0;
        }
        KnownSettings next = find(names.get(0));
        return next == null ? 0 : 1 + next.known(names.subList(1, names.size()));
    }

    /** What may stand behind these names, all of which are known. */
    List<String> allowed(List<String> names) {
        KnownSettings next = names.isEmpty() ? null : find(names.get(0));
        return next == null ? List.copyOf(children.keySet()) : next.allowed(names.subList(1, names.size()));
    }

    private @Nullable KnownSettings find(String name) {
        for (Map.Entry<String, KnownSettings> child : children.entrySet()) {
            if (uniform(child.getKey()).equals(uniform(name))) {
                return child.getValue();
            }
        }
        return children.get(ANY);
    }

    /**
     * Whether an environment variable may mean a setting: there, a hyphen is left out or has become a dot like all
     * else.
     */
    boolean knowsVariable(List<String> names) {
        if (names.isEmpty()) {
            return true;
        }
        for (Map.Entry<String, KnownSettings> child : children.entrySet()) {
            int most = child.getKey().equals(ANY) ? 1 : child.getKey().split("-").length;
            for (int taken = 1; taken <= Math.min(most, names.size()); taken++) {
                String joined = uniform(String.join("", names.subList(0, taken)));
                boolean matches =
                        child.getKey().equals(ANY) || uniform(child.getKey()).equals(joined);
                if (matches && child.getValue().knowsVariable(names.subList(taken, names.size()))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String uniform(String name) {
        return name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
    }

    /** The names in a dotted prefix. */
    static List<String> names(String dotted) {
        return Arrays.stream(dotted.split("\\.")).filter(n -> !n.isEmpty()).toList();
    }
}
