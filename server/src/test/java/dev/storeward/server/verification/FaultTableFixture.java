package dev.storeward.server.verification;

import com.sun.net.httpserver.HttpsServer;
import dev.storeward.core.backend.verification.Verification;
import dev.storeward.core.backend.verification.Verifier;
import dev.storeward.server.verification.Meddler.Meddling;
import dev.storeward.server.verification.Meddler.Reply;
import dev.storeward.server.verification.Meddler.Request;
import dev.storeward.store.Secret;
import dev.storeward.store.connector.Outbound;
import dev.storeward.store.outbound.AddressGate;
import dev.storeward.store.outbound.AllowList;
import dev.storeward.store.s3.S3Connector;
import dev.storeward.store.s3.settings.AmazonSettings;
import dev.storeward.testkit.server.FaultProxy;
import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3ProxyServer.Storage;
import dev.storeward.testkit.server.S3Server;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Places with something wrong about them, and the worlds they are asked in. */
abstract class FaultTableFixture {
    static final S3Server BUCKET = S3ProxyServer.shared(Storage.MEMORY);
    static final SecureRandom RANDOM = new SecureRandom();

    static final S3Connector S3 =
            new S3Connector(
                    AmazonSettings.itself(gate()), InstantSource.system(), new SecureRandom());

    @TempDir static Path folder;
    static Certificates certificates;

    @BeforeAll
    static void makeAuthority() {
        certificates = new Certificates(folder);
    }

    @AfterAll
    static void close() {
        S3.close();
    }

    static Outbound gate() {
        return AddressGate.guarded(
                AllowList.of(List.of("127.0.0.0/8")),
                host -> {
                    throw new UnknownHostException(host);
                },
                Duration.ofSeconds(2),
                Duration.ofSeconds(2));
    }

    static Outbound resolving(String address) {
        return AddressGate.guarded(
                AllowList.none(),
                host -> List.of(InetAddress.ofLiteral(address)),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2));
    }

    /** A place, the world it is asked in, and what must be found. */
    record Place(
            Map<String, String> values,
            Outbound outbound,
            InstantSource clock,
            SSLSocketFactory tls,
            AutoCloseable world) {

        Place(Map<String, String> values, AutoCloseable world) {
            this(
                    values,
                    gate(),
                    InstantSource.system(),
                    (SSLSocketFactory) SSLSocketFactory.getDefault(),
                    world);
        }

        Verification verified() throws Exception {
            try (world) {
                return new Verifier(RANDOM, clock, tls)
                        .verify(
                                new Verifier.Subject(
                                        S3,
                                        S3.schema().spec(Secret.each(values)),
                                        S3.schema().credential(Secret.each(values)),
                                        outbound));
            }
        }
    }

    interface World {
        Place open() throws Exception;
    }

    /** One line of the table. */
    record Line(String fault, World world, String check, String code) {
        @Override
        public String toString() {
            return fault + " is " + check + ":" + code;
        }
    }

    static Map<String, String> changed(String field, String value) {
        Map<String, String> values = new HashMap<>(BUCKET.settings());
        values.put(field, value);
        return values;
    }

    static World setting(String field, String value) {
        return () -> new Place(changed(field, value), () -> {});
    }

    static World meddling(Meddling meddling) {
        return () -> {
            Meddler meddler = Meddler.before(BUCKET.endpoint(), meddling);
            return new Place(changed("endpoint", meddler.endpoint().toString()), meddler);
        };
    }

    static World answering(Predicate<Request> to, Reply reply) {
        return meddling((request, way) ->
                to.test(request) && !request.target().equals("/")
                        ? Optional.of(reply)
                        : Optional.empty());
    }

    static World refusing(Predicate<Request> to) {
        return answering(to, Reply.error(403, "AccessDenied"));
    }

    static World changing(Predicate<Request> of, java.util.function.UnaryOperator<Reply> change) {
        return meddling((request, way) ->
                of.test(request) ? Optional.of(change.apply(way.pass(request))) : Optional.empty());
    }

    static World proxied(dev.storeward.testkit.server.Fault fault) {
        return () -> {
            FaultProxy proxy = FaultProxy.to(BUCKET.endpoint());
            proxy.set(fault);
            return new Place(changed("endpoint", proxy.endpoint().toString()), proxy);
        };
    }

    /** As a bucket with object lock and a default retention: no body without a digest beside it. */
    static World demandingDigests() {
        return answering(
                r ->
                        r.method().equals("PUT")
                                && !r.has("Content-MD5")
                                && !r.has("x-amz-checksum-sha256")
                                && !r.has("x-amz-copy-source"),
                Reply.of(
                        400,
                        "application/xml",
                        "<Error><Code>InvalidRequest</Code><Message>Content-MD5 OR x-amz-checksum-"
                                + " HTTP header is required for Put Object requests with Object"
                                + " Lock parameters</Message></Error>"));
    }

    static World https(String names, String from, boolean trusted) {
        return () -> {
            HttpsServer server = certificates.server(names, from);
            return new Place(
                    changed("endpoint", "https://127.0.0.1:" + server.getAddress().getPort()),
                    gate(),
                    InstantSource.system(),
                    trusted
                            ? certificates.trusting()
                            : (SSLSocketFactory) SSLSocketFactory.getDefault(),
                    () -> server.stop(0));
        };
    }

    static World named(Outbound outbound) {
        return () ->
                new Place(
                        changed("endpoint", "https://storage.example"),
                        outbound,
                        InstantSource.system(),
                        (SSLSocketFactory) SSLSocketFactory.getDefault(),
                        () -> {});
    }

    /** The server under a host name without any below it, asked for a bucket it does not have. */
    static World onlyName(String name) {
        return () -> {
            Map<String, String> values =
                    changed("endpoint", "http://" + name + ":" + BUCKET.endpoint().getPort());
            values.put("bucket", "no-such-bucket");
            values.remove("path_style");
            return new Place(
                    values,
                    AddressGate.guarded(
                            AllowList.of(List.of(name)),
                            host -> {
                                if (host.equals(name)) {
                                    return List.of(InetAddress.getLoopbackAddress());
                                }
                                throw new UnknownHostException(host);
                            },
                            Duration.ofSeconds(2),
                            Duration.ofSeconds(2)),
                    InstantSource.system(),
                    (SSLSocketFactory) SSLSocketFactory.getDefault(),
                    () -> {});
        };
    }

    static byte[] other(byte[] bytes) {
        byte[] other = bytes.clone();
        other[0] ^= 1;
        return other;
    }

    static boolean readsWhole(Request request) {
        return request.reads() && !request.has("Range");
    }

    static World closedPort() {
        return () -> {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return new Place(
                        changed("endpoint", "http://127.0.0.1:" + socket.getLocalPort()), () -> {});
            }
        };
    }

    static World hourAhead() {
        return () ->
                new Place(
                        BUCKET.settings(),
                        gate(),
                        () -> InstantSource.system().instant().plus(Duration.ofHours(1)),
                        (SSLSocketFactory) SSLSocketFactory.getDefault(),
                        () -> {});
    }

    static Meddling stallingWrites() {
        return (request, way) -> {
            if (request.method().equals("PUT")) {
                try {
                    Thread.sleep(Duration.ofSeconds(30));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return Optional.empty();
        };
    }

    /** Answers a part with the whole that was read before. */
    static Meddling wholeForParts() {
        Map<String, Reply> wholes = new ConcurrentHashMap<>();
        return (request, way) -> {
            if (readsWhole(request)) {
                wholes.put(request.target(), way.pass(request));
            }
            return Optional.ofNullable(request.reads() ? wholes.get(request.target()) : null);
        };
    }
}
