package dev.storeward.bench.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Map;

/**
 * A request ready to be sent.
 *
 * @param start its head, and its whole body where that is small
 * @param chunk sent again and again until {@code rest} bytes have left
 */
public record Request(byte[] start, byte[] chunk, long rest, byte[] end) {
    private static final byte[] NOTHING = new byte[0];

    public static Request of(URI server, String method, String path, Map<String, String> headers) {
        return new Request(head(server, method, path, headers), NOTHING, 0, NOTHING);
    }

    /** With a body in memory, sent in one write with the head. */
    public static Request small(
            URI server, String method, String path, Map<String, String> headers, byte[] body) {
        byte[] head = head(server, method, path, with(headers, body.length));
        byte[] whole = java.util.Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        return new Request(whole, NOTHING, 0, NOTHING);
    }

    /** With a body that consists of repetitions of a chunk between a start and an end. */
    public static Request large(
            URI server, String method, String path, Map<String, String> headers, LargeBody body) {
        byte[] head = head(server, method, path, with(headers, body.length()));
        byte[] start = java.util.Arrays.copyOf(head, head.length + body.before().length);
        System.arraycopy(body.before(), 0, start, head.length, body.before().length);
        return new Request(start, body.chunk(), body.bytes(), body.after());
    }

    /**
     * A body that is too large to be held in memory.
     *
     * @param bytes a multiple of the chunk's length
     */
    public record LargeBody(byte[] before, byte[] chunk, long bytes, byte[] after) {
        long length() {
            return before.length + bytes + after.length;
        }
    }

    private static Map<String, String> with(Map<String, String> headers, long length) {
        Map<String, String> all = new java.util.HashMap<>(headers);
        all.put("Content-Length", Long.toString(length));
        return all;
    }

    private static byte[] head(
            URI server, String method, String path, Map<String, String> headers) {
        StringBuilder head = new StringBuilder(512);
        head.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: ");
        head.append(server.getHost()).append(':').append(server.getPort()).append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString().getBytes(UTF_8);
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(start);
        for (long left = rest; left > 0; left -= chunk.length) {
            out.write(chunk);
        }
        if (end.length > 0) {
            out.write(end);
        }
    }
}
