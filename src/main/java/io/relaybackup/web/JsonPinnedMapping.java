package io.relaybackup.web;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Pins our handlers to JSON where they say nothing of what they produce, so that a client which accepts something else
 * gets its 406 before the work is done, not after.
 */
final class JsonPinnedMapping extends RequestMappingHandlerMapping {

    private static final String OURS = "io.relaybackup.";

    @Override
    protected @Nullable RequestMappingInfo getMappingForMethod(Method method, Class<?> handlerType) {
        RequestMappingInfo info = super.getMappingForMethod(method, handlerType);
        if (info == null
                || !handlerType.getName().startsWith(OURS)
                || handlerType == ProblemErrorController.class
                || !info.getProducesCondition().isEmpty()) {
            return info;
        }
        return info.mutate().produces(MediaType.APPLICATION_JSON_VALUE).build();
    }
}
