package io.relaybackup.web;

import io.relaybackup.problem.ProblemWriter;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's last resort, as a problem instead of a page of HTML: what the connector refuses never reaches a filter or a
 * servlet. What has begun to be answered is cut off by the parent class, so that no client takes half an answer for a
 * whole one.
 */
final class ProblemErrorReportValve extends ErrorReportValve {

    private final ProblemWriter writer;

    ProblemErrorReportValve(ProblemWriter writer) {
        this.writer = writer;
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            writer.write(request, response, StatusProblems.of(response.getStatus()));
        } catch (IOException | IllegalStateException e) {
            containerLog(e);
        }
    }

    private void containerLog(Exception e) {
        getContainer().getLogger().debug("The client has gone before it got its problem", e);
    }
}
