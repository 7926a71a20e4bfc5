package dev.storeward.server.http.response;

import dev.storeward.server.http.connection.ConnectionLimits;
import dev.storeward.server.http.connection.GuardedProtocol;
import java.net.InetAddress;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.apache.catalina.Container;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/** What Tomcat must let through to the doors, and how it words what it refuses itself. */
public final class TomcatSetup
        implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
    /**
     * A client that sends nothing is given up after this, and one that has not sent the whole head
     * of its request; uploads are held to a pace besides.
     */
    private static final Duration SILENCE = Duration.ofSeconds(20);

    /** Sent as they are by careless clients: the doors refuse them in words, or find the file. */
    private static final String UNENCODED = "\"<>[\\]^`{|}";

    /** More than is taken, so that what is too long can be told in the words of its door. */
    private static final int MOST_OF_A_HEAD =
            Refusal.ADDRESS_BYTES + Refusal.HEADER_BYTES + (8 << 10);

    private static final int MAX_SWALLOW = 64 << 10;
    private static final int MANAGEMENT_CONNECTIONS = 64;
    private static final int MANAGEMENT_THREADS = 8;

    private final ConnectionLimits limits;
    private final OptionalInt managementPort;
    private final ErrorMappers errors;

    /**
     * @param limits of the port of the doors
     * @param managementPort a second one to listen at, where the operator set one
     */
    public TomcatSetup(ConnectionLimits limits, OptionalInt managementPort, ErrorMappers errors) {
        this.limits = limits;
        this.managementPort = managementPort;
        this.errors = errors;
    }

    /**
     * What a port takes on, with this server's times.
     *
     * @param perAddress 0 for no limit
     * @param trusted addresses without that limit
     * @param readersPause a client that takes nothing of an answer for this long is cut off
     */
    public static ConnectionLimits limits(
            int connections,
            int perAddress,
            Predicate<InetAddress> trusted,
            Duration readersPause) {
        return new ConnectionLimits(
                connections, perAddress, trusted, SILENCE, SILENCE, readersPause);
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setProtocol(GuardedProtocol.class.getName());
        factory.addConnectorCustomizers(connector -> connector(connector, limits));
        managementPort.ifPresent(
                port -> factory.addAdditionalConnectors(management(factory, port)));
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
        GuardedProtocol protocol = new GuardedProtocol();
        protocol.setAddress(factory.getAddress());
        protocol.setMaxThreads(MANAGEMENT_THREADS);
        Connector connector = new Connector(protocol);
        connector.setPort(port);
        connector(connector, limits(MANAGEMENT_CONNECTIONS, 0, address -> true, limits.write()));
        return connector;
    }

    private static void connector(Connector connector, ConnectionLimits limits) {
        // Names with encoded slashes reach the doors as they were sent.
        connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        if (connector.getProtocolHandler() instanceof GuardedProtocol http) {
            http.guard(limits);
            http.setMaxKeepAliveRequests(-1);
            http.setMaxHttpRequestHeaderSize(MOST_OF_A_HEAD);
            http.setDisableUploadTimeout(false);
            http.setConnectionUploadTimeout(Math.toIntExact(SILENCE.toMillis()));
            http.setMaxSwallowSize(MAX_SWALLOW);
            http.setContinueResponseTiming("onRead");
            http.setTcpNoDelay(true);
            http.setRelaxedPathChars(UNENCODED);
            http.setRelaxedQueryChars(UNENCODED);
        }
    }
}
