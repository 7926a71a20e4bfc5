package dev.storeward.server.http.request;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.coyote.InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/** Requests as Tomcat hands them on, without a connection. */
public final class SentRequest {
    private SentRequest() {}

    /** A request with header lines such as {@code Range: bytes=1-}. */
    public static HttpServletRequest with(String... lines) {
        return of(new byte[0], lines);
    }

    /** A request with a body of known length. */
    public static HttpServletRequest of(byte[] body, String... lines) {
        org.apache.coyote.Request sent = new org.apache.coyote.Request();
        for (String line : lines) {
            String[] parts = line.split(": ", 2);
            sent.getMimeHeaders().addValue(parts[0]).setString(parts[1]);
        }
        sent.setResponse(new org.apache.coyote.Response());
        sent.setContentLength(body.length);
        ByteBuffer left = ByteBuffer.wrap(body);
        sent.setInputBuffer(
                new InputBuffer() {
                    @Override
                    public int doRead(ApplicationBufferHandler handler) {
                        int count = left.remaining();
                        if (count == 0) {
                            return -1;
                        }
                        handler.setByteBuffer(left.slice());
                        left.position(left.limit());
                        return count;
                    }

                    @Override
                    public int available() {
                        return left.remaining();
                    }
                });
        return new Request(new Connector(), sent);
    }
}
