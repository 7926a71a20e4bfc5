package dev.storeward.server.http.connection;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.Adapter;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;

/** Reads requests off a connection, each head within its time. */
final class GuardedProcessor extends Http11Processor {
    private final OpenConnections<SocketWrapperBase<?>> open;
    private final ServingAdapter serving;

    GuardedProcessor(
            AbstractHttp11Protocol<?> protocol,
            Adapter adapter,
            OpenConnections<SocketWrapperBase<?>> open) {
        super(protocol, adapter);
        this.open = open;
        this.serving = new ServingAdapter(adapter, open);
    }

    /** Called whenever there is something to read, be it a byte of a head. */
    @Override
    public SocketState service(SocketWrapperBase<?> connection) throws IOException {
        serving.of(connection);
        SocketState state = super.service(connection);
        if (state == SocketState.OPEN && connection.getSocket() instanceof GuardedChannel channel) {
            channel.awaitWholeHead();
        }
        if (isAsync() || (state != SocketState.OPEN && state != SocketState.LONG)) {
            return state;
        }
        long left = open.nanosLeft(connection, System.nanoTime());
        if (left <= 0) {
            return SocketState.CLOSED;
        }
        long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(left));
        if (connection.getReadTimeout() <= 0 || connection.getReadTimeout() > millis) {
            connection.setReadTimeout(millis);
        }
        return state;
    }

    @Override
    public Adapter getAdapter() {
        return serving;
    }
}
