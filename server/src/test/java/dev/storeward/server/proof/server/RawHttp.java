package dev.storeward.server.proof.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One connection that sends exactly the bytes it is told, and can be cut off. */
public final class RawHttp implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final Socket socket;
    private final InputStream in;

    private RawHttp(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    public static RawHttp to(String url) {
        URI uri = URI.create(url);
        try {
            Socket socket = new Socket(uri.getHost(), uri.getPort());
            socket.setSoTimeout((int) Duration.ofMinutes(2).toMillis());
            return new RawHttp(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a request and answers what came back. */
    public static Reply exchange(String url, byte[] request) {
        try (RawHttp http = to(url)) {
            try {
                http.send(request, 0, request.length);
            } catch (UncheckedIOException e) {
                // The server took no more of it, and may have said why.
            }
            return http.reply();
        }
    }

    /** Sends a request without a body, after which the server closes. */
    public static Reply exchange(
            String url, String method, String path, String key, String... headers) {
        return exchange(url, head(method, path, key, headers));
    }

    /** A request without a body. */
    public static byte[] head(String method, String path, String key, String... headers) {
        String authorization = key.isEmpty() ? "" : "Authorization: Bearer " + key + "\r\n";
        return (method
                        + " "
                        + path
                        + " HTTP/1.1\r\nHost: storeward\r\nConnection: close\r\n"
                        + authorization
                        + String.join("", Arrays.stream(headers).map(h -> h + "\r\n").toList())
                        + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    public RawHttp send(byte[] bytes, int from, int to) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(bytes, from, to - from);
            out.flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says that nothing more is sent; an answer can still be read. */
    public RawHttp end() {
        try {
            socket.shutdownOutput();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Cuts the connection off as a machine that crashes does. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for an answer to begin, and leaves it to who reads it. */
    public void awaitAnswer() {
        try {
            in.mark(1);
            int _ = in.read();
            in.reset();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads what comes until the server closes, however it does so. */
    public Reply reply() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            byte[] buffer = new byte[64 << 10];
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                bytes.write(buffer, 0, got);
            }
        } catch (java.net.SocketTimeoutException e) {
            throw new UncheckedIOException("the server neither answers nor closes", e);
        } catch (IOException e) {
            // Reset: what came before counts.
        }
        return Reply.of(bytes.toByteArray());
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // Closed is closed.
        }
    }

    /**
     * An answer as it came.
     *
     * @param status 0 when the connection ended before one
     * @param head the lines before the body
     * @param body what came of it
     */
    public record Reply(int status, List<String> head, byte[] body) {
        static Reply of(byte[] bytes) {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end < 0) {
                return new Reply(0, List.of(), new byte[0]);
            }
            List<String> head = List.of(text.substring(0, end).split("\r\n", -1));
            int status = Integer.parseInt(head.getFirst().split(" ", -1)[1]);
            return status == 100
                    ? of(Arrays.copyOfRange(bytes, end + 4, bytes.length))
                    : new Reply(status, head, Arrays.copyOfRange(bytes, end + 4, bytes.length));
        }

        /** Every value of a header. */
        public List<String> headers(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            return head.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(line -> line.substring(start.length()).strip())
                    .toList();
        }

        /** The one value of a header, empty when there is none. */
        public String header(String name) {
            List<String> values = headers(name);
            return values.isEmpty() ? "" : values.getFirst();
        }

        public long announced() {
            return Long.parseLong(header("Content-Length"));
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        public JsonNode json() {
            return JSON.readTree(body);
        }

        /** For messages of assertions. */
        @Override
        public String toString() {
            return String.join("\n", head)
                    + "\n"
                    + (body.length > 2000 ? body.length + " bytes" : text());
        }
    }
}
