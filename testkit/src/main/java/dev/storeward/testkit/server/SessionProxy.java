package dev.storeward.testkit.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * An S3 server for those who hold a session of a {@link StsServer}: it verifies signature, token
 * and end, and passes the request on to a server under that server's own key.
 */
public final class SessionProxy implements AutoCloseable {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final List<String> PASSED =
            List.of("content-type", "content-md5", "range", "if-match", "if-none-match");

    private final HttpServer http;
    private final S3Server target;
    private final StsServer sts;
    private final InstantSource clock;
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private final List<String> refusals = new CopyOnWriteArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private SessionProxy(HttpServer http, S3Server target, StsServer sts, InstantSource clock) {
        this.http = http;
        this.target = target;
        this.sts = sts;
        this.clock = clock;
    }

    public static SessionProxy start(S3Server target, StsServer sts, InstantSource clock) {
        try {
            HttpServer http =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            SessionProxy proxy = new SessionProxy(http, target, sts, clock);
            http.createContext("/", proxy::answer);
            http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            http.start();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    /** The session tokens of the requests so far, in their order. */
    public List<String> tokens() {
        return List.copyOf(tokens);
    }

    /** The error codes of the requests that were refused. */
    public List<String> refusals() {
        return List.copyOf(refusals);
    }

    @Override
    public void close() {
        http.stop(0);
        client.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String payload =
                    Optional.ofNullable(
                                    exchange.getRequestHeaders().getFirst("x-amz-content-sha256"))
                            .orElse("");
            SignedRequest request = SignedRequest.of(exchange, payload);
            tokens.add(request.headers().getOrDefault("x-amz-security-token", ""));
            Optional<String> refusal = refusal(request, body);
            if (refusal.isPresent()) {
                refusals.add(refusal.orElseThrow());
                refuse(exchange, refusal.orElseThrow());
            } else {
                pass(exchange, request, body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<String> refusal(SignedRequest request, byte[] body) {
        Optional<SignedRequest.Claim> claim = request.claim();
        if (claim.isEmpty()) {
            return Optional.of("AccessDenied");
        }
        Optional<StsServer.Session> known = sts.session(claim.orElseThrow().accessKey());
        if (known.isEmpty()) {
            return Optional.of("InvalidAccessKeyId");
        }
        StsServer.Session session = known.orElseThrow();
        if (!session.token().equals(request.headers().get("x-amz-security-token"))) {
            return Optional.of("InvalidToken");
        }
        if (!clock.instant().isBefore(session.end())) {
            return Optional.of("ExpiredToken");
        }
        boolean signed =
                request.isSignedWith(session.secretKey(), claim.orElseThrow())
                        && (request.payload().equals("UNSIGNED-PAYLOAD")
                                || request.payload().equals(SignedRequest.sha256(body)));
        return signed ? Optional.empty() : Optional.of("SignatureDoesNotMatch");
    }

    private void pass(HttpExchange exchange, SignedRequest request, byte[] body)
            throws IOException, InterruptedException {
        Map<String, String> headers = new TreeMap<>();
        request.headers()
                .forEach((name, value) -> {
                    if (PASSED.contains(name) || name.startsWith("x-amz-")) {
                        headers.put(name, value);
                    }
                });
        headers.remove("x-amz-security-token");
        String time = TIME.format(Instant.now());
        headers.put("x-amz-date", time);
        headers.put("host", target.endpoint().getAuthority());
        SignedRequest own =
                new SignedRequest(
                        request.method(),
                        request.path(),
                        request.query(),
                        headers,
                        request.payload());
        String scope = time.substring(0, 8) + "/" + target.region() + "/s3/aws4_request";
        HttpRequest.Builder onward =
                HttpRequest.newBuilder(
                        URI.create(
                                target.endpoint()
                                        + request.path()
                                        + (request.query().isEmpty()
                                                ? ""
                                                : "?" + request.query())));
        headers.forEach((name, value) -> {
            if (!name.equals("host")) {
                onward.header(name, value);
            }
        });
        onward.header(
                "Authorization", own.authorization(target.accessKey(), target.secretKey(), scope));
        onward.method(request.method(), HttpRequest.BodyPublishers.ofByteArray(body));
        HttpResponse<byte[]> answer =
                client.send(onward.build(), HttpResponse.BodyHandlers.ofByteArray());
        back(exchange, answer);
    }

    private static void back(HttpExchange exchange, HttpResponse<byte[]> answer)
            throws IOException {
        answer.headers()
                .map()
                .forEach((name, values) -> {
                    if (!name.startsWith(":") && !name.equalsIgnoreCase("transfer-encoding")) {
                        exchange.getResponseHeaders().put(name, values);
                    }
                });
        boolean none = exchange.getRequestMethod().equals("HEAD") || answer.body().length == 0;
        exchange.sendResponseHeaders(answer.statusCode(), none ? -1 : answer.body().length);
        if (!none) {
            exchange.getResponseBody().write(answer.body());
        }
    }

    private static void refuse(HttpExchange exchange, String code) throws IOException {
        boolean head = exchange.getRequestMethod().equals("HEAD");
        byte[] body =
                ("<Error><Code>" + code + "</Code><Message>refused</Message></Error>")
                        .getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/xml");
        exchange.sendResponseHeaders(code.endsWith("Token") ? 400 : 403, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }
}
