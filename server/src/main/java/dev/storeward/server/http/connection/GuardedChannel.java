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
    private final ReadAhead ahead = new ReadAhead();
    private final StatusLine status = new StatusLine();
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
        ahead.goOn(target.duplicate().flip().position(from));
        return count;
    }

    /** The client waits for an answer before it sends a body. */
    void answersExpectation() {
        status.await();
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        return status.write(bytes, super::write);
    }

    /**
     * A head has come.
     *
     * @param parsed what the parser has read since the head began
     */
    void headCame(ByteBuffer parsed) {
        ahead.show(lines, parsed.limit() + unread().remaining());
    }

    /** Whether the head that was read has a header that goes on in a next line. */
    boolean headIsFolded() {
        return lines.folded();
    }

    /**
     * A request was answered, and its body read: what is read from now on is the next one's head,
     * or the rest of it.
     *
     * @param last what the parser has read last, behind the head of the request
     */
    void awaitHead(ByteBuffer last) {
        lines.begin();
        ahead.forget();
        ahead.keep(last);
        ahead.keep(unread());
    }

    /** The parser has nothing of the next head. */
    void awaitWholeHead() {
        ahead.forget();
    }

    /** What was read and no parser has seen. */
    private ByteBuffer unread() {
        bufHandler.configureReadBufferForRead();
        return bufHandler.getReadBuffer();
    }

    /** Called before the connection can be read from, and when it has ended. */
    @Override
    public void reset(@Nullable SocketChannel channel, @Nullable NioSocketWrapper socketWrapper)
            throws IOException {
        super.reset(channel, socketWrapper);
        lingers = false;
        lines.begin();
        ahead.forget();
        status.reset();
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
