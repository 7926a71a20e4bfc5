package dev.storeward.store.s3.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.Secret;
import dev.storeward.store.connector.Profile;
import dev.storeward.store.s3.Loopback;
import dev.storeward.store.s3.S3Connector;
import dev.storeward.testkit.server.LoopbackHttp;
import dev.storeward.testkit.server.S3Server;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that answers what it was told, and remembers what it was sent. */
final class ScriptedServer implements AutoCloseable {
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
    private final S3Connector connector = Loopback.connector();
    private final HttpServer server;

    /** What the server was sent. */
    record Seen(String method, URI uri, Map<String, List<String>> headers, byte[] body) {
        String header(String name) {
            return headers.getOrDefault(name, List.of("")).getFirst();
        }
    }

    /** What the server answers next; the last answer is repeated. */
    record Reply(int status, Map<String, String> headers, String body) {
        static Reply written() {
            return new Reply(200, Map.of("ETag", "\"e1\""), "");
        }

        static Reply error(int status, String name) {
            return name.isEmpty()
                    ? new Reply(status, Map.of(), "")
                    : new Reply(status, Map.of("Content-Type", "application/xml"), text(name));
        }

        private static String text(String name) {
            return "<?xml version=\"1.0\"?><Error><Code>"
                    + name
                    + "</Code><Message>m</Message></Error>";
        }
    }

    ScriptedServer() {
        server = LoopbackHttp.serving(this::answer);
    }

    private S3Server at(String bucket) {
        return new S3Server(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                "us-east-1",
                "access",
                "secret",
                bucket);
    }

    /** What is learned of the server by asking it. */
    Profile learned(String bucket) {
        Map<String, Secret> values = Secret.each(at(bucket).settings());
        return connector
                .probe()
                .learn(
                        connector.schema().spec(values),
                        connector.schema().credential(values),
                        new Loopback(Duration.ofSeconds(5), Duration.ofSeconds(5)),
                        new ObjectKey("free"));
    }

    ObjectStore open(String bucket) {
        S3Server at = at(bucket);
        return Loopback.open(
                connector, at, new Loopback(Duration.ofSeconds(5), Duration.ofSeconds(5)));
    }

    List<Seen> seen() {
        return seen;
    }

    Queue<Reply> replies() {
        return replies;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            seen.add(
                    new Seen(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI(),
                            Map.copyOf(exchange.getRequestHeaders()),
                            exchange.getRequestBody().readAllBytes()));
            Reply reply = replies.size() > 1 ? replies.remove() : replies.element();
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] bytes = reply.body().getBytes(UTF_8);
            boolean none = bytes.length == 0 || exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(reply.status(), none ? -1 : bytes.length);
            if (!none) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    @Override
    public void close() {
        connector.close();
        server.stop(0);
    }
}
