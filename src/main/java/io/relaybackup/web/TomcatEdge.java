package io.relaybackup.web;

import io.relaybackup.problem.ProblemWriter;
import org.apache.catalina.Context;
import org.apache.catalina.Pipeline;
import org.apache.catalina.Valve;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/** Sets up Tomcat's connector and host: raw bytes in paths, and problems instead of pages. */
final class TomcatEdge implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {

    private final ProblemWriter writer;

    TomcatEdge(ProblemWriter writer) {
        this.writer = writer;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.addConnectorCustomizers(TomcatEdge::customizeConnector);
        factory.addContextCustomizers(this::replaceErrorReport);
    }

    private static void customizeConnector(Connector connector) {
        // A backslash is a character like any other in the name of a file; the firewall judges where it may stand.
        connector.setEncodedReverseSolidusHandling("passthrough");
        // Paths are raw bytes (server.tomcat.uri-encoding), but parameters of the query are UTF-8.
        connector.setUseBodyEncodingForURI(true);
    }

    private void replaceErrorReport(Context context) {
        if (context.getParent() instanceof StandardHost host) {
            Pipeline pipeline = host.getPipeline();
            for (Valve valve : pipeline.getValves()) {
                if (valve instanceof ErrorReportValve) {
                    pipeline.removeValve(valve);
                }
            }
            host.setErrorReportValveClass("");
            pipeline.addValve(new ProblemErrorReportValve(writer));
        }
    }

    /** After Boot's own customizers, which add a report of their own. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }
}
