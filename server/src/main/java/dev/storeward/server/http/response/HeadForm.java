package dev.storeward.server.http.response;

import dev.storeward.server.http.connection.ClientConnection;
import org.apache.coyote.Request;
import org.apache.tomcat.util.buf.ByteChunk;
import org.apache.tomcat.util.buf.MessageBytes;
import org.apache.tomcat.util.http.MimeHeaders;

/**
 * What Tomcat lets pass in the head of a request although programs before it may read it another
 * way: lines that end with a bare line feed, headers that go on in a next line, a host without a
 * name or of an impossible port, HTTP/0.9.
 */
final class HeadForm {
    private static final int HIGHEST_PORT = 65_535;

    private HeadForm() {}

    /** A request line without a version, whose answer would have no head. */
    static boolean isWithoutVersion(Request request) {
        return request.protocol().isNull() || request.protocol().equals("");
    }

    /** Whether everybody reads the head in the same way. */
    static boolean isPlain(Request request) {
        return hasHost(request)
                && hasPlainLines(request.getMimeHeaders())
                && !ClientConnection.of(request).sentFolded();
    }

    private static boolean hasHost(Request request) {
        MessageBytes sent = request.getMimeHeaders().getValue("Host");
        return request.getServerPort() <= HIGHEST_PORT
                && (sent == null
                        || (!sent.toString().isBlank()
                                && !request.serverName().toString().isBlank()));
    }

    /** Seen in the bytes that were read, which the headers are pieces of. */
    private static boolean hasPlainLines(MimeHeaders headers) {
        if (headers.size() == 0) {
            return true;
        }
        ByteChunk first = headers.getName(0).getByteChunk();
        byte[] bytes = first.getBuffer();
        if (bytes == null || !isLineBreak(bytes, first.getStart() - 1)) {
            return false;
        }
        int end = first.getStart() - 1;
        for (int i = 0; i < headers.size(); i++) {
            ByteChunk value = headers.getValue(i).getByteChunk();
            // The host of an absolute address stands before all headers.
            if (!value.isNull() && value.getStart() > first.getStart()) {
                int lineFeed = lineFeed(bytes, value.getEnd());
                if (!isLineBreak(bytes, lineFeed)) {
                    return false;
                }
                end = Math.max(end, lineFeed);
            }
        }
        return isLineBreak(bytes, lineFeed(bytes, end + 1));
    }

    /** Tomcat moves values to the left, so that their last bytes may stand there twice. */
    private static int lineFeed(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && bytes[at] != '\n') {
            at++;
        }
        return at;
    }

    private static boolean isLineBreak(byte[] bytes, int lineFeed) {
        return lineFeed > 0
                && lineFeed < bytes.length
                && bytes[lineFeed] == '\n'
                && bytes[lineFeed - 1] == '\r';
    }
}
