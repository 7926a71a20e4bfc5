package dev.storeward.server.http.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/** Counts connections as they begin and end, and refuses or gives up those that are too many. */
final class GuardedEndpoint extends NioEndpoint {
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final LingeringClose lingering = new LingeringClose();
    private @Nullable OpenConnections<SocketWrapperBase<?>> open;
    private Duration write = Duration.ZERO;

    void guard(ConnectionLimits limits) {
        this.open = new OpenConnections<>(limits);
        this.write = limits.write();
    }

    OpenConnections<SocketWrapperBase<?>> open() {
        return Objects.requireNonNull(open, "guard was not called");
    }

    @Override
    public void setHandler(Handler<NioChannel> handler) {
        super.setHandler(new CountingHandler(handler, this::open));
    }

    @Override
    protected boolean setSocketOptions(SocketChannel socket) {
        Optional<InetAddress> address = remote(socket);
        if (address.isEmpty() || !open().admits(address.get())) {
            destroySocket(socket);
            return false;
        }
        if (!super.setSocketOptions(socket)) {
            return false;
        }
        // Tomcat has one setting for this and for how long a head is waited for.
        SocketWrapperBase<NioChannel> wrapper = connections.get(socket);
        if (wrapper != null) {
            wrapper.setWriteTimeout(write.toMillis());
        }
        open().toGiveUp(System.nanoTime()).ifPresent(GuardedEndpoint::giveUp);
        return true;
    }

    /** Nobody is let in before there is a place: those that wait longest for a head give theirs. */
    @Override
    protected void countUpOrAwaitConnection() throws InterruptedException {
        while (isRunning() && !isPaused() && getConnectionCount() >= getMaxConnections()) {
            open().toGiveUp(System.nanoTime()).ifPresent(GuardedEndpoint::giveUp);
            Thread.sleep(PAUSE);
        }
        super.countUpOrAwaitConnection();
    }

    @Override
    protected NioChannel createChannel(SocketBufferHandler buffer) {
        return new GuardedChannel(buffer, this::open, lingering);
    }

    /** By the thread that works on it, so that one whose head has just come is answered before. */
    private static void giveUp(SocketWrapperBase<?> connection) {
        connection.processSocket(SocketEvent.ERROR, true);
    }

    static Optional<InetAddress> remote(SocketChannel socket) {
        try {
            return socket.getRemoteAddress() instanceof InetSocketAddress remote
                    ? Optional.of(remote.getAddress())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
