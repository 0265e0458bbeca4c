package io.relaybackup.store;

import io.relaybackup.problem.Problem;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configured stores, in the order of the configuration; the first is the one that manifests name. */
public final class Stores implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Stores.class);

    private final List<Store> all;

    public Stores(List<Store> all) {
        this.all = List.copyOf(all);
    }

    public List<Store> all() {
        return all;
    }

    public Store first() {
        return all.get(0);
    }

    /**
     * The store of this name.
     *
     * @throws io.relaybackup.problem.ProblemException a 404 that lists the names there are
     */
    public Store get(String name) {
        return all.stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Problem.notFound(
                                "store-not-found",
                                "There is no store '" + name + "'; there are "
                                        + all.stream().map(Store::name).toList() + ".")
                        .asException());
    }

    @Override
    public void close() {
        for (Store store : all) {
            try {
                store.backups().close();
            } catch (IOException e) {
                log.warn("Closing the store '{}' failed", store.name(), e);
            }
        }
    }
}
