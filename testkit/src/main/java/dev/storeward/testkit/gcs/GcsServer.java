package dev.storeward.testkit.gcs;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.KeyPair;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Google Cloud Storage on loopback, with one service account and one bucket. Its token server is
 * the path {@code /token}. Safe for several threads; each test class starts its own.
 */
public final class GcsServer implements AutoCloseable {
    public static final String BUCKET = "test-bucket";
    public static final String EMAIL = "storeward@test-project.iam.gserviceaccount.com";

    private final HttpServer server;
    private final ExecutorService threads;
    private final Api api;
    private final Buckets buckets;
    private final Tokens tokens;
    private final Rights rights;
    private final Uploads uploads;
    private final KeyPair key;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicReference<Optional<Trouble>> trouble =
            new AtomicReference<>(Optional.empty());
    private final AtomicReference<Optional<Trouble>> afterwards =
            new AtomicReference<>(Optional.empty());

    private GcsServer(HttpServer server, InstantSource clock) {
        this.server = server;
        this.threads = Executors.newVirtualThreadPerTaskExecutor();
        this.tokens = new Tokens(clock);
        this.key = tokens.account(EMAIL);
        this.rights = new Rights(tokens);
        this.buckets = new Buckets(clock);
        this.uploads = new Uploads(buckets);
        this.api =
                new Api(
                        endpoint(),
                        tokens,
                        rights,
                        buckets,
                        uploads,
                        new SignedUrls(tokens, clock));
        buckets.create(BUCKET);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    public static GcsServer start() {
        return start(InstantSource.system());
    }

    /** A server whose clock is somebody else's. */
    public static GcsServer start(InstantSource clock) {
        try {
            return new GcsServer(
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200),
                    clock);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The values of the {@code gcs} connector's fields for the bucket, secret ones included. */
    public Map<String, String> settings() {
        return Map.of("bucket", BUCKET, "auth_json", authJson().toPrettyString());
    }

    /** Lets nothing that is written from now on be deleted before that time. */
    public void retain(Instant until) {
        buckets.retain(until);
    }

    /** The service account's key file. */
    public ObjectNode authJson() {
        return keyFile(EMAIL, key);
    }

    /** A key file of the same account with a key that is not its own. */
    public ObjectNode wrongAuthJson() {
        return keyFile(EMAIL, Tokens.pair());
    }

    private static ObjectNode keyFile(String email, KeyPair key) {
        ObjectNode node = Reply.JSON.createObjectNode();
        node.put("type", "service_account");
        node.put("project_id", "test-project");
        node.put("private_key_id", "0123456789abcdef0123456789abcdef01234567");
        node.put(
                "private_key",
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                .encodeToString(key.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        node.put("client_email", email);
        node.put("client_id", "100000000000000000001");
        node.put("auth_uri", "https://accounts.google.com/o/oauth2/auth");
        node.put("token_uri", "https://oauth2.googleapis.com/token");
        node.put("auth_provider_x509_cert_url", "https://www.googleapis.com/oauth2/v1/certs");
        node.put(
                "client_x509_cert_url",
                "https://www.googleapis.com/robot/v1/metadata/x509/" + email);
        node.put("universe_domain", "googleapis.com");
        return node;
    }

    public void createBucket(String name) {
        buckets.create(name);
    }

    /** The names of the objects of a bucket, at most 1000. */
    public List<String> names(String bucket) {
        return buckets.list(bucket, "", "", 1000).stream().map(StoredBlob::name).toList();
    }

    /** Makes a bucket somebody else's, until {@link #allowAll}. */
    public void foreign(String bucket) {
        rights.foreign(bucket);
    }

    /** Takes a permission away, until {@link #allowAll}. */
    public void deny(String permission) {
        rights.deny(permission);
    }

    public void allowAll() {
        rights.allowAll();
    }

    /** Ends the life of every access token handed out so far. */
    public void revokeTokens() {
        tokens.revoke();
    }

    /** Makes trouble for the requests it concerns, until {@link #calm}. */
    public void set(Trouble next) {
        afterwards.set(Optional.of(next));
        trouble.set(Optional.of(next));
    }

    /** As {@link #set}, but only for the next request that it concerns. */
    public void setOnce(Trouble next) {
        afterwards.set(Optional.empty());
        trouble.set(Optional.of(next));
    }

    public void calm() {
        afterwards.set(Optional.empty());
        trouble.set(Optional.empty());
    }

    /** {@code METHOD /path?query} of every request so far, in the order they came. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** How many resumable uploads were begun and neither ended nor cancelled. */
    public long openUploads() {
        return uploads.open();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = body(exchange);
            Call call =
                    new Call(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI(),
                            exchange.getRequestHeaders(),
                            body);
            String line = call.method() + " " + call.uri();
            requests.add(line);
            Optional<Trouble> now = trouble.get().filter(it -> line.contains(it.where()));
            if (now.isPresent()) {
                trouble.compareAndSet(now, afterwards.get());
            }
            send(exchange, now.map(it -> troubled(it, call)).orElseGet(() -> answer(call)));
        }
    }

    private static byte[] body(HttpExchange exchange) throws IOException {
        boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        InputStream sent = exchange.getRequestBody();
        return zipped ? new GZIPInputStream(sent).readAllBytes() : sent.readAllBytes();
    }

    private Reply answer(Call call) {
        try {
            return api.answer(call);
        } catch (Refusal e) {
            return Reply.json(e);
        } catch (RuntimeException e) {
            return Reply.json(new Refusal(500, "internalError", String.valueOf(e)));
        }
    }

    private Reply troubled(Trouble trouble, Call call) {
        return switch (trouble) {
            case Trouble.Answer(_, int status, String reason) ->
                    Reply.json(new Refusal(status, reason, "Made trouble: hunter2."));
            case Trouble.FlippedBit _ -> answer(flipped(call));
            case Trouble.Redirect(_, String location) ->
                    Reply.of(307, Map.of("Location", location));
            case Trouble.OtherPage _ -> {
                byte[] page =
                        "<html><body>Welcome to nginx!</body></html>"
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
                yield new Reply(200, Map.of("Content-Type", "text/html"), page, 0, page.length);
            }
        };
    }

    /** A server that loses a bit checks no sum either. */
    private static Call flipped(Call call) {
        byte[] bytes = call.body().clone();
        String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        int head = text.indexOf("\"crc32c\"");
        bytes[bytes.length / 2] ^= 1;
        Headers headers = new Headers();
        headers.putAll(call.headers());
        headers.remove("X-Goog-Hash");
        if (head >= 0) {
            text =
                    new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1)
                            .replace("\"crc32c\"", "\"nocrc3\"")
                            .replace("\"md5Hash\"", "\"nomd5Ha\"");
            bytes = text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        }
        return new Call(call.method(), call.uri(), headers, bytes);
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        boolean empty = reply.length() == 0;
        if (empty && reply.status() != 204 && reply.status() != 308) {
            exchange.getResponseHeaders().set("Content-Length", "0");
        }
        exchange.sendResponseHeaders(reply.status(), head || empty ? -1 : reply.length());
        if (!head && !empty) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(reply.bytes(), reply.offset(), reply.length());
            }
        }
    }
}
