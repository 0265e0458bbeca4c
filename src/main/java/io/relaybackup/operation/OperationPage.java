package io.relaybackup.operation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some operations, newest first.
 *
 * @param next the cursor of the page behind this one; null on the last
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record OperationPage(List<Operation> operations, @Nullable String next) {}
