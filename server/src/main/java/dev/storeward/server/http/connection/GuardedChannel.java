package dev.storeward.server.http.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.Supplier;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/** The socket of a connection, which need not end at once where its client still sends. */
final class GuardedChannel extends NioChannel {
    private final Supplier<OpenConnections<SocketWrapperBase<?>>> open;
    private final LingeringClose lingering;
    private final HeadLines lines = new HeadLines();
    private volatile boolean lingers;

    GuardedChannel(
            SocketBufferHandler buffer,
            Supplier<OpenConnections<SocketWrapperBase<?>>> open,
            LingeringClose lingering) {
        super(buffer);
        this.open = open;
        this.lingering = lingering;
    }

    /** Its close leaves the client time to read what it was answered. */
    void lingerAtClose() {
        lingers = true;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int from = target.position();
        int count = super.read(target);
        lines.read(target, from, target.position());
        return count;
    }

    /** Whether the head that was read has a header that goes on in a next line. */
    boolean headIsFolded() {
        return lines.folded();
    }

    /** A request was answered: what is read from now on is the next one's head. */
    void awaitHead() {
        lines.begin();
    }

    /** Called before the connection can be read from, and when it has ended. */
    @Override
    public void reset(@Nullable SocketChannel channel, @Nullable NioSocketWrapper socketWrapper)
            throws IOException {
        super.reset(channel, socketWrapper);
        lingers = false;
        lines.begin();
        if (channel != null && socketWrapper != null) {
            GuardedEndpoint.remote(channel)
                    .ifPresent(address ->
                            open.get().opened(socketWrapper, address, System.nanoTime()));
        }
    }

    @Override
    public void close() throws IOException {
        if (lingers) {
            lingering.close(getIOChannel());
        } else {
            super.close();
        }
    }
}
