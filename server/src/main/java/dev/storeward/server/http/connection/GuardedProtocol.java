package dev.storeward.server.http.connection;

import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;

/**
 * Tomcat's HTTP/1.1 with what it has no settings for: a total deadline for the head of a request, a
 * bound of connections for each address, and the oldest unfinished head given up where connections
 * run short.
 */
public final class GuardedProtocol extends Http11NioProtocol {
    private final GuardedEndpoint endpoint;

    /** Made by Tomcat; {@link #guard} must be called before it starts. */
    public GuardedProtocol() {
        this(new GuardedEndpoint());
    }

    private GuardedProtocol(GuardedEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    /** Says what is taken on. */
    public void guard(ConnectionLimits limits) {
        endpoint.guard(limits);
        setMaxConnections(limits.connections());
        setConnectionTimeout(Math.toIntExact(limits.head().toMillis()));
        setKeepAliveTimeout(Math.toIntExact(limits.idle().toMillis()));
    }

    @Override
    protected Processor createProcessor() {
        return new GuardedProcessor(this, getAdapter(), endpoint.open());
    }
}
