package io.relaybackup.store;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows the stores. */
@RestController
@RequestMapping(path = "/stores", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Stores", description = "Where backups are kept.")
final class StoreController {

    private final Stores stores;
    private final StoreWatch watch;
    private final Clock clock;

    StoreController(Stores stores, StoreWatch watch, Clock clock) {
        this.stores = stores;
        this.watch = watch;
        this.clock = clock;
    }

    /** The stores, in the order of the configuration. */
    @Schema(name = "StoreList")
    record StoreList(List<StoreView> stores) {}

    @GetMapping
    @Operation(
            operationId = "listStores",
            summary = "Lists the stores",
            description = "In the order of the configuration.")
    StoreList list() {
        return new StoreList(watch.all().stream()
                .map(state -> StoreView.of(state, clock.instant()))
                .toList());
    }

    @GetMapping("/{name}")
    @Operation(operationId = "getStore", summary = "Shows one store")
    StoreView get(@Parameter(description = "As configured.", example = "local") @PathVariable String name) {
        return StoreView.of(watch.get(stores.get(name)), clock.instant());
    }
}
