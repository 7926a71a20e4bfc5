package dev.storeward.testkit.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * AssumeRole of AWS's token service on loopback: it verifies the caller's signature, asks each
 * role's trust policy for the external id, and hands out credentials that end. Time is the test's.
 * Safe for several threads.
 */
public final class StsServer implements AutoCloseable {
    private final HttpServer http;
    private final InstantSource clock;
    private final Map<String, String> callers = new ConcurrentHashMap<>();
    private final Map<String, Predicate<String>> trust = new ConcurrentHashMap<>();
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final AtomicReference<Optional<Failure>> failing =
            new AtomicReference<>(Optional.empty());
    private final AtomicReference<Duration> longest = new AtomicReference<>(Duration.ofHours(1));

    private record Failure(int status, String code) {}

    /** A well-signed request for a role, whatever came of it; without an id it is empty. */
    public record Call(String roleArn, String externalId, String sessionName, int seconds) {}

    /** Credentials that were handed out. */
    public record Session(
            String accessKey, String secretKey, String token, String roleArn, Instant end) {}

    private StsServer(HttpServer http, InstantSource clock) {
        this.http = http;
        this.clock = clock;
    }

    public static StsServer start(InstantSource clock) {
        try {
            HttpServer http =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            StsServer server = new StsServer(http, clock);
            http.createContext("/", server::answer);
            http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            http.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    /** Makes a caller known. */
    public StsServer caller(String accessKey, String secretKey) {
        callers.put(accessKey, secretKey);
        return this;
    }

    /** A role whose trust policy demands this external id. */
    public StsServer role(String arn, String externalId) {
        return role(arn, externalId::equals);
    }

    /** A role whose trust policy decides by the external id, which is empty when none was given. */
    public StsServer role(String arn, Predicate<String> trusts) {
        trust.put(arn, trusts);
        return this;
    }

    /** Shortens the sessions that are handed out from now on. */
    public void setLongest(Duration life) {
        longest.set(life);
    }

    /** Answers every request with this error until {@link #mend}. */
    public void fail(int status, String code) {
        failing.set(Optional.of(new Failure(status, code)));
    }

    public void mend() {
        failing.set(Optional.empty());
    }

    /** The requests so far, in their order. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    /** The session of an access key, also one that has ended. */
    public Optional<Session> session(String accessKey) {
        return Optional.ofNullable(sessions.get(accessKey));
    }

    @Override
    public void close() {
        http.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            SignedRequest request = SignedRequest.of(exchange, SignedRequest.sha256(body));
            Map<String, String> form = form(new String(body, UTF_8));
            Optional<Failure> failure = refusal(request, form);
            if (failure.isPresent()) {
                send(exchange, failure.orElseThrow().status(), error(failure.orElseThrow()));
            } else {
                send(exchange, 200, success(issue(form)));
            }
        }
    }

    private Optional<Failure> refusal(SignedRequest request, Map<String, String> form) {
        Optional<SignedRequest.Claim> claim = request.claim();
        if (claim.isEmpty()) {
            return Optional.of(new Failure(403, "MissingAuthenticationToken"));
        }
        String secret = callers.get(claim.orElseThrow().accessKey());
        if (secret == null) {
            return Optional.of(new Failure(403, "InvalidClientTokenId"));
        }
        if (!request.isSignedWith(secret, claim.orElseThrow())) {
            return Optional.of(new Failure(403, "SignatureDoesNotMatch"));
        }
        if (!form.getOrDefault("Action", "").equals("AssumeRole")) {
            return Optional.of(new Failure(400, "InvalidAction"));
        }
        String arn = form.getOrDefault("RoleArn", "");
        String externalId = form.getOrDefault("ExternalId", "");
        calls.add(
                new Call(
                        arn,
                        externalId,
                        form.getOrDefault("RoleSessionName", ""),
                        Integer.parseInt(form.getOrDefault("DurationSeconds", "3600"))));
        Predicate<String> trusts = trust.getOrDefault(arn, _ -> false);
        return failing.get()
                .or(() ->
                        trusts.test(externalId)
                                ? Optional.empty()
                                : Optional.of(new Failure(403, "AccessDenied")));
    }

    private Session issue(Map<String, String> form) {
        Duration asked =
                Duration.ofSeconds(Long.parseLong(form.getOrDefault("DurationSeconds", "3600")));
        Duration life = asked.compareTo(longest.get()) < 0 ? asked : longest.get();
        String name = UUID.randomUUID().toString().replace("-", "");
        Session session =
                new Session(
                        "ASIA" + name.substring(0, 16).toUpperCase(java.util.Locale.ROOT),
                        "secret-" + name,
                        "token/" + name + "==",
                        form.getOrDefault("RoleArn", ""),
                        clock.instant().plus(life));
        sessions.put(session.accessKey(), session);
        return session;
    }

    private static Map<String, String> form(String body) {
        Map<String, String> values = new HashMap<>();
        for (String pair : body.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), UTF_8));
            }
        }
        return values;
    }

    private static String success(Session session) {
        return """
        <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
        <Credentials><AccessKeyId>%s</AccessKeyId><SecretAccessKey>%s</SecretAccessKey>
        <SessionToken>%s</SessionToken><Expiration>%s</Expiration></Credentials>
        </AssumeRoleResult></AssumeRoleResponse>
        """
                .formatted(
                        session.accessKey(), session.secretKey(), session.token(), session.end());
    }

    private static String error(Failure failure) {
        return """
        <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
        <Code>%s</Code><Message>refused</Message></Error></ErrorResponse>
        """
                .formatted(failure.code());
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/xml");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
