package io.relaybackup.testing;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips or fails a test with {@link RequiresTool}, as that says. */
final class RequiresToolCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        List<String> tools = findAnnotation(context.getElement(), RequiresTool.class)
                .map(annotation -> List.of(annotation.value()))
                .orElse(List.of());
        return evaluate(
                tools,
                Optional.ofNullable(System.getenv("PATH")).orElse(""),
                "1".equals(System.getenv("RELAY_REQUIRE_TOOLS")));
    }

    static ConditionEvaluationResult evaluate(List<String> tools, String path, boolean required) {
        List<String> missing = tools.stream().filter(tool -> !isOn(path, tool)).toList();
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("all there: " + tools);
        }
        if (required) {
            throw new IllegalStateException("RELAY_REQUIRE_TOOLS is set, but the PATH has no " + missing);
        }
        return ConditionEvaluationResult.disabled("the PATH has no " + missing);
    }

    private static boolean isOn(String path, String tool) {
        return Stream.of(path.split(File.pathSeparator))
                .filter(directory -> !directory.isEmpty())
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
    }
}
