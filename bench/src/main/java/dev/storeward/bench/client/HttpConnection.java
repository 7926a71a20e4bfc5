package dev.storeward.bench.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;

/**
 * One kept-alive HTTP/1.1 connection that costs the client next to nothing, so that what is
 * measured is the server. Belongs to one thread.
 */
public final class HttpConnection implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final long CHUNKED = -1;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] sink = new byte[256 << 10];

    public HttpConnection(URI server) throws IOException {
        socket = new Socket(server.getHost(), server.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
        out = socket.getOutputStream();
    }

    /**
     * An answer with its whole body.
     *
     * @param etag quoted; empty for none
     */
    public record Answer(int status, String etag, byte[] body) {
        public String text() {
            return new String(body, java.nio.charset.StandardCharsets.UTF_8);
        }

        public Answer expect(int wanted) throws IOException {
            if (status != wanted) {
                throw new IOException("Expected " + wanted + ", got " + status + " " + text());
            }
            return this;
        }
    }

    /**
     * An answer whose body was read and dropped.
     *
     * @param firstByteNanos from before the request to the first byte of the body
     */
    public record Drained(int status, long bytes, long firstByteNanos) {}

    public Answer exchange(Request request) throws IOException {
        request.writeTo(out);
        Head head = head();
        return new Answer(
                head.status(),
                head.etag(),
                head.length() == CHUNKED ? chunks() : bytes(head.length()));
    }

    private byte[] bytes(long length) throws IOException {
        byte[] body = in.readNBytes(Math.toIntExact(length));
        if (body.length < length) {
            throw new EOFException("The answer ended early");
        }
        return body;
    }

    /** A body whose length is told piece by piece. */
    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int length = chunk(); length > 0; length = chunk()) {
            body.write(bytes(length));
            line();
        }
        line();
        return body.toByteArray();
    }

    private int chunk() throws IOException {
        return Integer.parseInt(line().split(";", 2)[0].strip(), 16);
    }

    public Drained drain(Request request) throws IOException {
        long begun = System.nanoTime();
        request.writeTo(out);
        Head head = head();
        long first = 0;
        long left = head.length();
        if (left == CHUNKED) {
            throw new IOException(head.status() + " with a body of unknown length");
        }
        while (left > 0) {
            int read = in.read(sink, 0, (int) Math.min(sink.length, left));
            if (read < 0) {
                throw new EOFException("The answer ended early");
            }
            first = first == 0 ? System.nanoTime() - begun : first;
            left -= read;
        }
        return new Drained(head.status(), head.length(), first);
    }

    /**
     * @param length of the body, or {@link #CHUNKED}
     */
    private record Head(int status, long length, String etag) {}

    private Head head() throws IOException {
        String status = line();
        long length = 0;
        String etag = "";
        for (String line = line(); !line.isEmpty(); line = line()) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(lower.substring("content-length:".length()).strip());
            } else if (lower.startsWith("transfer-encoding:")) {
                length = CHUNKED;
            } else if (lower.startsWith("etag:")) {
                etag = line.substring("etag:".length()).strip();
            }
        }
        return new Head(Integer.parseInt(status.substring(9, 12)), length, etag);
    }

    private String line() throws IOException {
        int length = 0;
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || length == sink.length) {
                throw new EOFException("The connection was closed");
            }
            sink[length++] = (byte) next;
        }
        return new String(sink, 0, Math.max(0, length - 1), ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
