package dev.storeward.server.proof.browser;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.storeward.testkit.server.LoopbackHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Another web server than Storeward's, with one page on it in which a file can be chosen. */
final class PageOrigin implements AutoCloseable {
    private static final String HTML =
            """
            <!doctype html><html lang="en"><head><title>Upload</title><link rel="icon" href="data:,"></head>
            <body><label>File <input id="file" type="file"></label><script src="/page.js"></script></body></html>
            """;

    private final String script;
    private final HttpServer server;

    /**
     * A page with a script.
     *
     * @param script as browsers run it
     */
    PageOrigin(String script) {
        this.script = script;
        this.server = LoopbackHttp.serving(this::answer);
    }

    /** As a browser tells it. */
    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The same page under another name, and so of another origin. */
    String otherOrigin() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        boolean isScript = exchange.getRequestURI().getPath().equals("/page.js");
        byte[] body = (isScript ? script : HTML).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders()
                .set(
                        "Content-Type",
                        (isScript ? "text/javascript" : "text/html") + ";charset=utf-8");
        try (exchange) {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
