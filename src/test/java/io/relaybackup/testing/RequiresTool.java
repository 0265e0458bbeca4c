package io.relaybackup.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The test needs these programs on the {@code PATH}. Without them it is skipped, so that a newcomer needs nothing but a
 * JDK; with {@code RELAY_REQUIRE_TOOLS=1} in the environment, as in {@code .ci/run}, it fails instead.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresToolCondition.class)
public @interface RequiresTool {

    /** The programs' names. */
    String[] value();
}
