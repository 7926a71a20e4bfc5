package dev.storeward.server.http.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Has a request answered whose head has come. What is left of its body then is read to a bound and
 * for a moment; the connection of one that has more is ended.
 */
final class ServingAdapter implements Adapter {
    private static final Duration MOMENT = Duration.ofSeconds(2);

    private final Adapter adapter;
    private final OpenConnections<SocketWrapperBase<?>> open;
    private @Nullable SocketWrapperBase<?> connection;

    ServingAdapter(Adapter adapter, OpenConnections<SocketWrapperBase<?>> open) {
        this.adapter = adapter;
        this.open = open;
    }

    /** Names the connection that is served next. */
    void of(SocketWrapperBase<?> next) {
        this.connection = next;
    }

    @Override
    public void service(Request request, Response response) throws Exception {
        SocketWrapperBase<?> served = connection;
        if (served == null) {
            throw new IllegalStateException("A request came over no connection.");
        }
        boolean readable = response.getStatus() < 400;
        ByteBuffer parsed = ((ApplicationBufferHandler) request.getInputBuffer()).getByteBuffer();
        int headEnd = parsed.position();
        if (served.getSocket() instanceof GuardedChannel channel) {
            channel.headCame(parsed);
            if (request.hasExpectation()) {
                channel.answersExpectation();
            }
        }
        open.served(served);
        ClientConnection.note(request, served);
        try {
            adapter.service(request, response);
        } finally {
            if (!isRead(request) && !(readable && !open.runShort() && finished(request, served))) {
                if (served.getSocket() instanceof GuardedChannel channel) {
                    channel.lingerAtClose();
                }
                request.action(ActionCode.CLOSE_NOW, null);
            } else if (served.getSocket() instanceof GuardedChannel channel) {
                channel.awaitHead(parsed.duplicate().position(headEnd));
            }
            open.answered(served, System.nanoTime());
        }
    }

    private static boolean isRead(Request request) {
        AtomicBoolean read = new AtomicBoolean();
        request.action(ActionCode.REQUEST_BODY_FULLY_READ, read);
        return read.get();
    }

    /** A client that waits to be asked for its body sends none. */
    private static boolean finished(Request request, SocketWrapperBase<?> served) {
        if (request.hasExpectation() || served.getError() != null) {
            return false;
        }
        Dropped dropped = new Dropped();
        long end = System.nanoTime() + MOMENT.toNanos();
        long count = 0;
        long timeout = served.getReadTimeout();
        try {
            while (count <= LingeringClose.MOST_BYTES) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return false;
                }
                served.setReadTimeout(left);
                int read = request.doRead(dropped);
                if (read < 0) {
                    return true;
                }
                count += read;
            }
            return false;
        } catch (IOException e) {
            return false;
        } finally {
            served.setReadTimeout(timeout);
        }
    }

    /** Takes the bytes of a body that nobody wants. */
    private static final class Dropped implements ApplicationBufferHandler {
        private ByteBuffer buffer = EMPTY_BUFFER;

        @Override
        public void setByteBuffer(ByteBuffer read) {
            buffer = read;
        }

        @Override
        public ByteBuffer getByteBuffer() {
            return buffer;
        }

        @Override
        public void expand(int size) {}
    }

    @Override
    public boolean prepare(Request request, Response response) throws Exception {
        return adapter.prepare(request, response);
    }

    @Override
    public boolean asyncDispatch(Request request, Response response, SocketEvent status)
            throws Exception {
        return adapter.asyncDispatch(request, response, status);
    }

    @Override
    public void log(Request request, Response response, long time) {
        adapter.log(request, response, time);
    }

    @Override
    public void checkRecycled(Request request, Response response) {
        adapter.checkRecycled(request, response);
    }

    @Override
    public String getDomain() {
        return adapter.getDomain();
    }
}
