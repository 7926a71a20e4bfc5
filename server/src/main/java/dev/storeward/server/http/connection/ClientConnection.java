package dev.storeward.server.http.connection;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.apache.coyote.Request;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/** The connection that a request came over, as far as it tells whether the client is there. */
public final class ClientConnection {
    private static final String ATTRIBUTE = ClientConnection.class.getName();

    private final @Nullable SocketWrapperBase<?> socket;

    private ClientConnection(@Nullable SocketWrapperBase<?> socket) {
        this.socket = socket;
    }

    /** Of a request that is not answered yet. */
    public static ClientConnection of(HttpServletRequest request) {
        return noted(request.getAttribute(ATTRIBUTE));
    }

    /** Of a request as the parser has it. */
    public static ClientConnection of(Request request) {
        return noted(request.getAttribute(ATTRIBUTE));
    }

    private static ClientConnection noted(@Nullable Object attribute) {
        return attribute instanceof ClientConnection connection
                ? connection
                : new ClientConnection(null);
    }

    /** Whether a header of the request went on in a next line. */
    public boolean sentFolded() {
        return socket != null
                && socket.getSocket() instanceof GuardedChannel channel
                && channel.headIsFolded();
    }

    static void note(Request request, SocketWrapperBase<?> socket) {
        request.setAttribute(ATTRIBUTE, new ClientConnection(socket));
    }

    /**
     * Whether the client has closed the connection, or its half of it. What else it has sent is
     * kept for who reads it, and hides the end that follows it. To be asked while nobody reads the
     * request or writes its answer.
     */
    public boolean ended() {
        if (socket == null) {
            return false;
        }
        try {
            // Reads what is there into the connection's buffer, if that is empty; never waits.
            boolean _ = socket.isReadyForRead();
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /**
     * Lets whoever reads the request come to its end, now and whatever the client sends. An answer
     * can be sent all the same. Any thread may call it, while the request is read.
     */
    public void endRequest() {
        if (socket != null && socket.getSocket() instanceof GuardedChannel channel) {
            try {
                channel.getIOChannel().shutdownInput();
            } catch (IOException e) {
                // It has ended.
            }
        }
    }
}
