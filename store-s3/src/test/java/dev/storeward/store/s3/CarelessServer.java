package dev.storeward.store.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.storeward.testkit.server.LoopbackHttp;
import dev.storeward.testkit.server.S3Server;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps whatever it is sent, frames of chunks included, and looks at no signature or digest. */
record CarelessServer(HttpServer http) implements AutoCloseable {

    static CarelessServer start() {
        Map<String, byte[]> objects = new ConcurrentHashMap<>();
        return new CarelessServer(LoopbackHttp.serving(exchange -> answer(exchange, objects)));
    }

    S3Server server() {
        return new S3Server(
                URI.create("http://127.0.0.1:" + http.getAddress().getPort()),
                "us-east-1",
                "access",
                "secret",
                "bucket");
    }

    private static void answer(HttpExchange exchange, Map<String, byte[]> objects)
            throws IOException {
        try (exchange) {
            byte[] sent = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            exchange.getResponseHeaders().set("ETag", "\"0\"");
            switch (exchange.getRequestMethod()) {
                case "PUT" -> {
                    objects.put(path, sent);
                    exchange.sendResponseHeaders(200, -1);
                }
                case "GET" -> {
                    byte[] kept = Optional.ofNullable(objects.get(path)).orElse(new byte[0]);
                    exchange.sendResponseHeaders(200, kept.length);
                    exchange.getResponseBody().write(kept);
                }
                default -> {
                    objects.remove(path);
                    exchange.sendResponseHeaders(204, -1);
                }
            }
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
