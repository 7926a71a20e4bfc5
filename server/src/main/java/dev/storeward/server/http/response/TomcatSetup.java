package dev.storeward.server.http.response;

import java.util.List;
import org.apache.catalina.Container;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/** What Tomcat must let through to the doors, and how it words what it refuses itself. */
public final class TomcatSetup
        implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
    /** A silent client is given up after this; uploads are held to a pace besides. */
    private static final int READ_TIMEOUT_MILLIS = 20_000;

    /** Sent as they are by careless clients: the doors refuse them in words, or find the file. */
    private static final String UNENCODED = "\"<>[\\]^`{|}";

    private static final int MAX_SWALLOW = 256 << 20;

    private final List<ErrorMapper> doors;

    public TomcatSetup(List<ErrorMapper> doors) {
        this.doors = List.copyOf(doors);
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.addConnectorCustomizers(TomcatSetup::connector);
        factory.addContextCustomizers(context -> {
            Container host = context.getParent();
            if (host instanceof StandardHost standard) {
                standard.setErrorReportValveClass("");
                standard.getPipeline().addValve(new ServerErrors(doors));
            }
        });
    }

    private static void connector(Connector connector) {
        // Names with encoded slashes reach the doors as they were sent.
        connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
            http.setMaxKeepAliveRequests(-1);
            http.setConnectionTimeout(READ_TIMEOUT_MILLIS);
            http.setMaxSwallowSize(MAX_SWALLOW);
            http.setContinueResponseTiming("onRead");
            http.setTcpNoDelay(true);
            http.setRelaxedPathChars(UNENCODED);
            http.setRelaxedQueryChars(UNENCODED);
        }
    }
}
