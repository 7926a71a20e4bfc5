package dev.storeward.server.verification;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on loopback that stands before a bucket and meddles with what passes. */
final class Meddler implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** One request, as it came. */
    record Request(String method, String target, Map<String, List<String>> headers, byte[] body) {
        boolean has(String header) {
            return headers.keySet().stream().anyMatch(header::equalsIgnoreCase);
        }

        boolean lists() {
            return method.equals("GET") && target.contains("list-type=2");
        }

        boolean copies() {
            return has("x-amz-copy-source");
        }

        boolean inParts() {
            return target.contains("uploads") || target.contains("uploadId=");
        }

        boolean deletes() {
            return (method.equals("DELETE") && !inParts()) || target.contains("?delete");
        }

        boolean writes() {
            return method.equals("PUT") || method.equals("POST") || method.equals("DELETE");
        }

        boolean reads() {
            return method.equals("GET") && !lists() && !inParts();
        }
    }

    /**
     * One answer.
     *
     * @param told how long the body is told to be
     */
    record Reply(int status, Map<String, String> headers, byte[] body, long told) {
        static Reply of(int status, String type, String text) {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            return new Reply(status, Map.of("Content-Type", type), body, body.length);
        }

        /** What S3 answers when it refuses. */
        static Reply error(int status, String code) {
            return of(
                    status,
                    "application/xml",
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>"
                            + code
                            + "</Code><Message>m</Message></Error>");
        }

        Reply with(String header, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.keySet().removeIf(header::equalsIgnoreCase);
            more.put(header, value);
            return new Reply(status, more, body, told);
        }

        Reply without(String header) {
            Map<String, String> fewer = new LinkedHashMap<>(headers);
            fewer.keySet().removeIf(header::equalsIgnoreCase);
            return new Reply(status, fewer, body, told);
        }

        Reply withBody(byte[] other) {
            return new Reply(status, headers, other, other.length);
        }

        /** This answer broken off after some bytes. */
        Reply cut(int after) {
            return new Reply(status, headers, Arrays.copyOf(body, after), body.length);
        }
    }

    /** What becomes of a request; empty: it goes on as it came. */
    interface Meddling {
        Optional<Reply> of(Request request, Way way);
    }

    /** The way to the bucket. */
    interface Way {
        Reply pass(Request request);
    }

    private Meddler(HttpServer server) {
        this.server = server;
    }

    static Meddler before(URI bucket, Meddling meddling) {
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
            Meddler meddler = new Meddler(server);
            server.setExecutor(meddler.threads);
            server.createContext("/", exchange -> serve(exchange, bucket, meddling));
            server.start();
            return meddler;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static void serve(HttpExchange exchange, URI bucket, Meddling meddling)
            throws IOException {
        Request request =
                new Request(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().toString(),
                        new LinkedHashMap<>(exchange.getRequestHeaders()),
                        exchange.getRequestBody().readAllBytes());
        Way way = passed -> pass(bucket, passed);
        Reply reply = meddling.of(request, way).orElseGet(() -> way.pass(request));
        reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        boolean bodiless = request.method().equals("HEAD") || reply.told() == 0;
        if (request.method().equals("HEAD") && reply.headers().containsKey("content-length")) {
            exchange.getResponseHeaders()
                    .set("Content-length", reply.headers().getOrDefault("content-length", "0"));
        }
        exchange.sendResponseHeaders(reply.status(), bodiless ? -1 : reply.told());
        if (!bodiless) {
            OutputStream out = exchange.getResponseBody();
            out.write(reply.body());
            out.flush();
            if (reply.told() > reply.body().length) {
                throw new IOException("the connection is cut");
            }
        }
        exchange.close();
    }

    private static Reply pass(URI bucket, Request request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), bucket.getPort())) {
            StringBuilder head = new StringBuilder();
            head.append(request.method()).append(' ').append(request.target());
            head.append(" HTTP/1.1\r\n");
            request.headers()
                    .forEach((name, values) -> {
                        if (!name.equalsIgnoreCase("Connection")
                                && !name.equalsIgnoreCase("Content-Length")
                                && !name.equalsIgnoreCase("Transfer-Encoding")) {
                            values.forEach(value ->
                                    head.append(name).append(": ").append(value).append("\r\n"));
                        }
                    });
            head.append("Content-Length: ").append(request.body().length);
            head.append("\r\nConnection: close\r\n\r\n");
            socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(request.body());
            socket.getOutputStream().flush();
            return reply(socket.getInputStream(), request.method().equals("HEAD"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Reply reply(InputStream in, boolean bodiless) throws IOException {
        String[] status = line(in).split(" ", 3);
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        boolean chunked = "chunked".equalsIgnoreCase(headers.remove("transfer-encoding"));
        byte[] body = bodiless ? new byte[0] : chunked ? chunks(in) : in.readAllBytes();
        if (!bodiless) {
            headers.remove("content-length");
        }
        headers.remove("connection");
        return new Reply(Integer.parseInt(status[1]), headers, body, body.length);
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = size(in); size > 0; size = size(in)) {
            body.write(in.readNBytes(size));
            line(in);
        }
        return body.toByteArray();
    }

    private static int size(InputStream in) throws IOException {
        return Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int got = in.read(); got >= 0 && got != '\n'; got = in.read()) {
            if (got != '\r') {
                line.append((char) got);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
