package dev.storeward.server.http.response;

import java.time.Duration;
import java.util.OptionalInt;
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
    /** A client that sends nothing is given up after this; uploads are held to a pace besides. */
    private static final int SILENCE_MILLIS = 20_000;

    /** Sent as they are by careless clients: the doors refuse them in words, or find the file. */
    private static final String UNENCODED = "\"<>[\\]^`{|}";

    /** More than is taken, so that what is too long can be told in the words of its door. */
    private static final int MOST_OF_A_HEAD =
            Refusal.ADDRESS_BYTES + Refusal.HEADER_BYTES + (8 << 10);

    private static final int MAX_SWALLOW = 256 << 20;
    private static final int MANAGEMENT_CONNECTIONS = 64;
    private static final int MANAGEMENT_THREADS = 8;

    private final Duration readersPause;
    private final OptionalInt managementPort;
    private final ErrorMappers errors;

    /**
     * @param readersPause a client that takes nothing of an answer for this long is cut off
     * @param managementPort a second one to listen at, where the operator set one
     */
    public TomcatSetup(Duration readersPause, OptionalInt managementPort, ErrorMappers errors) {
        this.readersPause = readersPause;
        this.managementPort = managementPort;
        this.errors = errors;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.addConnectorCustomizers(this::connector);
        managementPort.ifPresent(port -> factory.addAdditionalConnectors(management(factory, port)));
        factory.addContextCustomizers(context -> {
            Container host = context.getParent();
            if (host instanceof StandardHost standard) {
                standard.setErrorReportValveClass("");
                standard.getPipeline().addValve(new ServerErrors(errors));
            }
        });
    }

    /** Connections of its own, so that a flood of the other port keeps nobody from looking. */
    private Connector management(TomcatServletWebServerFactory factory, int port) {
        Connector connector = new Connector(TomcatServletWebServerFactory.DEFAULT_PROTOCOL);
        connector.setPort(port);
        if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
            http.setAddress(factory.getAddress());
            http.setMaxConnections(MANAGEMENT_CONNECTIONS);
            http.setMaxThreads(MANAGEMENT_THREADS);
        }
        connector(connector);
        return connector;
    }

    private void connector(Connector connector) {
        // Names with encoded slashes reach the doors as they were sent.
        connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
            http.setMaxKeepAliveRequests(-1);
            http.setMaxHttpRequestHeaderSize(MOST_OF_A_HEAD);
            // Tomcat's one name for two things: how long a write waits for the client, and a new
            // connection for its first request. Bodies and later requests have limits of their own.
            http.setConnectionTimeout(Math.toIntExact(readersPause.toMillis()));
            http.setKeepAliveTimeout(SILENCE_MILLIS);
            http.setDisableUploadTimeout(false);
            http.setConnectionUploadTimeout(SILENCE_MILLIS);
            http.setMaxSwallowSize(MAX_SWALLOW);
            http.setContinueResponseTiming("onRead");
            http.setTcpNoDelay(true);
            http.setRelaxedPathChars(UNENCODED);
            http.setRelaxedQueryChars(UNENCODED);
        }
    }
}
