package dev.storeward.server.verification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsServer;
import dev.storeward.core.backend.verification.CheckResult;
import dev.storeward.core.backend.verification.CheckResult.Outcome;
import dev.storeward.core.backend.verification.Fault;
import dev.storeward.core.backend.verification.Verification;
import dev.storeward.core.backend.verification.Verifier;
import dev.storeward.server.verification.Meddler.Meddling;
import dev.storeward.server.verification.Meddler.Reply;
import dev.storeward.server.verification.Meddler.Request;
import dev.storeward.store.Outbound;
import dev.storeward.store.outbound.AddressGate;
import dev.storeward.store.outbound.AllowList;
import dev.storeward.store.s3.Amazon;
import dev.storeward.store.s3.S3Connector;
import dev.storeward.testkit.server.FaultProxy;
import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3ProxyServer.Storage;
import dev.storeward.testkit.server.S3Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is wrong with a place has a check and a code of its own, and a line in the
 * documentation.
 */
class FaultTableTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "backends.md");
    private static final S3Server BUCKET = S3ProxyServer.shared(Storage.MEMORY);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final S3Connector S3 =
            new S3Connector(Amazon.itself(gate()), InstantSource.system());

    @TempDir private static Path folder;
    private static Certificates certificates;

    @BeforeAll
    static void makeAuthority() {
        certificates = new Certificates(folder);
    }

    @AfterAll
    static void close() {
        S3.close();
    }

    private static Outbound gate() {
        return AddressGate.guarded(
                AllowList.of(List.of("127.0.0.0/8")),
                host -> {
                    throw new UnknownHostException(host);
                },
                Duration.ofSeconds(2),
                Duration.ofSeconds(2));
    }

    private static Outbound resolving(String address) {
        return AddressGate.guarded(
                AllowList.none(),
                host -> List.of(InetAddress.ofLiteral(address)),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2));
    }

    /** A place, the world it is asked in, and what must be found. */
    private record Place(
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
                                        S3.schema().spec(values),
                                        S3.schema().credential(values),
                                        outbound));
            }
        }
    }

    private interface World {
        Place open() throws Exception;
    }

    /** One line of the table. */
    record Line(String fault, World world, String check, String code) {
        @Override
        public String toString() {
            return fault + " is " + check + ":" + code;
        }
    }

    private static Map<String, String> changed(String field, String value) {
        Map<String, String> values = new HashMap<>(BUCKET.settings());
        values.put(field, value);
        return values;
    }

    private static World setting(String field, String value) {
        return () -> new Place(changed(field, value), () -> {});
    }

    private static World meddling(Meddling meddling) {
        return () -> {
            Meddler meddler = Meddler.before(BUCKET.endpoint(), meddling);
            return new Place(changed("endpoint", meddler.endpoint().toString()), meddler);
        };
    }

    private static World answering(Predicate<Request> to, Reply reply) {
        return meddling((request, way) ->
                to.test(request) && !request.target().equals("/")
                        ? Optional.of(reply)
                        : Optional.empty());
    }

    private static World refusing(Predicate<Request> to) {
        return answering(to, Reply.error(403, "AccessDenied"));
    }

    private static World changing(
            Predicate<Request> of, java.util.function.UnaryOperator<Reply> change) {
        return meddling((request, way) ->
                of.test(request) ? Optional.of(change.apply(way.pass(request))) : Optional.empty());
    }

    private static World proxied(dev.storeward.testkit.server.Fault fault) {
        return () -> {
            FaultProxy proxy = FaultProxy.to(BUCKET.endpoint());
            proxy.set(fault);
            return new Place(changed("endpoint", proxy.endpoint().toString()), proxy);
        };
    }

    private static World https(String names, String from, boolean trusted) {
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

    private static World named(Outbound outbound) {
        return () ->
                new Place(
                        changed("endpoint", "https://storage.example"),
                        outbound,
                        InstantSource.system(),
                        (SSLSocketFactory) SSLSocketFactory.getDefault(),
                        () -> {});
    }

    private static byte[] other(byte[] bytes) {
        byte[] other = bytes.clone();
        other[0] ^= 1;
        return other;
    }

    private static boolean readsWhole(Request request) {
        return request.reads() && !request.has("Range");
    }

    private static World closedPort() {
        return () -> {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return new Place(
                        changed("endpoint", "http://127.0.0.1:" + socket.getLocalPort()), () -> {});
            }
        };
    }

    private static World hourAhead() {
        return () ->
                new Place(
                        BUCKET.settings(),
                        gate(),
                        () -> InstantSource.system().instant().plus(Duration.ofHours(1)),
                        (SSLSocketFactory) SSLSocketFactory.getDefault(),
                        () -> {});
    }

    private static Meddling stallingWrites() {
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
    private static Meddling wholeForParts() {
        Map<String, Reply> wholes = new ConcurrentHashMap<>();
        return (request, way) -> {
            if (readsWhole(request)) {
                wholes.put(request.target(), way.pass(request));
            }
            return Optional.ofNullable(request.reads() ? wholes.get(request.target()) : null);
        };
    }

    static Stream<Line> table() {
        String empty =
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult><IsTruncated>false</IsTruncated>"
                        + "<KeyCount>0</KeyCount></ListBucketResult>";
        return Stream.of(
                new Line(
                        "a name that does not resolve",
                        named(gate()),
                        "name_resolution",
                        "name_unresolved"),
                new Line(
                        "a private address",
                        named(resolving("10.0.0.1")),
                        "name_resolution",
                        "address_refused"),
                new Line(
                        "a metadata address",
                        named(resolving("169.254.169.254")),
                        "name_resolution",
                        "address_refused"),
                new Line("a closed port", closedPort(), "connection", "connection_refused"),
                new Line(
                        "a black hole",
                        proxied(new dev.storeward.testkit.server.Fault.BlackHole()),
                        "connection",
                        "silent"),
                new Line(
                        "a redirect",
                        answering(
                                r -> true,
                                Reply.of(307, "text/html", "")
                                        .with("Location", "http://127.0.0.1:1/")),
                        "connection",
                        "redirected"),
                new Line(
                        "a website",
                        answering(
                                r -> true,
                                Reply.of(200, "text/html", "<html><body>Welcome</body></html>")),
                        "connection",
                        "not_a_store"),
                new Line(
                        "a proxy's error page",
                        answering(
                                r -> true,
                                Reply.of(
                                        502, "text/html", "<html><body>Bad gateway</body></html>")),
                        "connection",
                        "not_a_store"),
                new Line(
                        "a store that asks for patience",
                        answering(r -> true, Reply.error(503, "SlowDown")),
                        "connection",
                        "throttled"),
                new Line(
                        "a store that fails",
                        answering(r -> true, Reply.error(500, "InternalError")),
                        "connection",
                        "unknown"),
                new Line(
                        "another host's certificate",
                        https("other.example", "-1d", true),
                        "tls",
                        "tls_name_mismatch"),
                new Line(
                        "an unknown authority",
                        https("127.0.0.1", "-1d", false),
                        "tls",
                        "tls_untrusted"),
                new Line(
                        "an old certificate",
                        https("127.0.0.1", "-9d", true),
                        "tls",
                        "tls_expired"),
                new Line(
                        "plain HTTP behind https",
                        setting(
                                "endpoint",
                                BUCKET.endpoint().toString().replace("http:", "https:")),
                        "tls",
                        "not_tls"),
                new Line("our clock an hour ahead", hourAhead(), "clock", "clock_skewed"),
                new Line(
                        "a signature too old for the store",
                        answering(r -> true, Reply.error(403, "RequestTimeTooSkewed")),
                        "clock",
                        "clock_skewed"),
                new Line(
                        "a wrong secret",
                        setting("secret_key", "wrong"),
                        "authentication",
                        "secret_wrong"),
                new Line(
                        "an unknown key",
                        setting("access_key", "nobody"),
                        "authentication",
                        "key_unknown"),
                new Line(
                        "an expired token",
                        answering(r -> true, Reply.error(400, "ExpiredToken")),
                        "authentication",
                        "token_expired"),
                new Line(
                        "a suspended account",
                        answering(r -> true, Reply.error(403, "AccountProblem")),
                        "authentication",
                        "account_disabled"),
                new Line(
                        "a missing bucket",
                        setting("bucket", "missing-bucket"),
                        "bucket",
                        "bucket_not_found"),
                new Line(
                        "another tenant's bucket",
                        refusing(r -> true),
                        "bucket",
                        "bucket_forbidden"),
                new Line(
                        "a wrong region",
                        answering(r -> true, Reply.error(400, "AuthorizationHeaderMalformed")),
                        "region",
                        "wrong_region"),
                new Line("no right to list", refusing(Request::lists), "list", "forbidden"),
                new Line(
                        "a listing that lies",
                        answering(Request::lists, Reply.of(200, "application/xml", empty)),
                        "list",
                        "not_listed"),
                new Line(
                        "a bucket that is read only",
                        refusing(Request::writes),
                        "write",
                        "forbidden"),
                new Line(
                        "a full bucket",
                        answering(
                                r -> r.method().equals("PUT"),
                                Reply.error(507, "InsufficientStorage")),
                        "write",
                        "full"),
                new Line(
                        "bytes that change on the way",
                        answering(r -> r.method().equals("PUT"), Reply.error(400, "BadDigest")),
                        "write",
                        "corrupt"),
                new Line("writes that hang", meddling(stallingWrites()), "write", "silent"),
                new Line(
                        "a bucket that is write only",
                        refusing(r -> r.reads() || r.method().equals("HEAD")),
                        "read_back",
                        "forbidden"),
                new Line(
                        "a body that ends early",
                        changing(FaultTableTest::readsWhole, r -> r.cut(100)),
                        "read_back",
                        "truncated"),
                new Line(
                        "other bytes",
                        changing(FaultTableTest::readsWhole, r -> r.withBody(other(r.body()))),
                        "read_back",
                        "wrong_bytes"),
                new Line(
                        "another size",
                        changing(
                                FaultTableTest::readsWhole,
                                r -> r.withBody(Arrays.copyOf(r.body(), 255))),
                        "read_back",
                        "wrong_size"),
                new Line(
                        "another tag",
                        changing(r -> r.method().equals("HEAD"), r -> r.with("etag", "\"other\"")),
                        "read_back",
                        "etag_differs"),
                new Line("ranges ignored", meddling(wholeForParts()), "range", "range_ignored"),
                new Line(
                        "parts not implemented",
                        answering(Request::inParts, Reply.error(501, "NotImplemented")),
                        "multipart",
                        "not_implemented"),
                new Line(
                        "no right to write parts",
                        refusing(Request::inParts),
                        "multipart",
                        "forbidden"),
                new Line(
                        "parts lost",
                        changing(
                                r -> r.reads() && r.target().contains("-parts"),
                                r -> r.withBody(other(r.body()))),
                        "multipart",
                        "parts_lost"),
                new Line(
                        "a condition ignored",
                        answering(
                                r -> r.has("If-None-Match"),
                                Reply.of(200, "text/plain", "").with("ETag", "\"e\"")),
                        "conditional_put",
                        "not_honoured"),
                new Line(
                        "a condition not implemented",
                        answering(r -> r.has("If-None-Match"), Reply.error(501, "NotImplemented")),
                        "conditional_put",
                        "not_implemented"),
                new Line(
                        "copies not implemented",
                        answering(Request::copies, Reply.error(501, "NotImplemented")),
                        "copy",
                        "not_offered"),
                new Line("no right to copy", refusing(Request::copies), "copy", "forbidden"),
                new Line(
                        "copies that differ",
                        changing(
                                r -> r.reads() && r.target().contains("-copy"),
                                r -> r.withBody(other(r.body()))),
                        "copy",
                        "not_honoured"),
                new Line("no right to delete", refusing(Request::deletes), "delete", "forbidden"),
                new Line(
                        "deletions that do nothing",
                        answering(Request::deletes, Reply.of(204, "application/xml", "")),
                        "delete",
                        "not_deleted"),
                new Line(
                        "an object that cannot be removed",
                        refusing(Request::deletes),
                        "clean_up",
                        "left_behind"));
    }

    @ParameterizedTest
    @MethodSource("table")
    void aFaultIsFoundByItsOwnCheckAndCode(Line line) throws Exception {
        Verification verification = line.world().open().verified();

        assertThat(verification.results())
                .as(line.toString())
                .filteredOn(result ->
                        !result.code().equals("ok") && result.outcome() != Outcome.SKIPPED)
                .extracting(result -> result.check().wireName() + ":" + result.code())
                .contains(line.check() + ":" + line.code());
        for (CheckResult failed : verification.failed()) {
            assertThat(failed.remedy()).as(failed.toString()).endsWith(".");
            assertThat(failed.message()).doesNotContain(BUCKET.secretKey(), "wrong\"");
        }
        assertThat(documented()).contains(line.check() + ":" + line.code());
    }

    @Test
    void aBucketInOrderPassesEveryCheckAndKeepsNothingOfThem() throws Exception {
        Verification verification = new Place(BUCKET.settings(), () -> {}).verified();

        assertThat(verification.failed()).isEmpty();
        assertThat(verification.results())
                .filteredOn(result -> result.outcome() == Outcome.SKIPPED)
                .extracting(result -> result.check().wireName())
                .containsExactly("tls");
        assertThat(verification.results().getLast().message())
                .isEqualTo("Nothing of the verification is left.");
    }

    @Test
    void everyCodeIsDocumented() throws IOException {
        String codes =
                documented().stream()
                        .map(pair -> pair.substring(pair.indexOf(':') + 1))
                        .collect(Collectors.joining(" ", " ", " "));
        for (Fault fault : Fault.values()) {
            if (fault != Fault.OK && fault != Fault.NOT_ASKED) {
                assertThat(codes).contains(" " + fault.wireName() + " ");
            }
        }
    }

    /** What the table of the documentation lists, as check:code. */
    private static List<String> documented() throws IOException {
        return Files.readAllLines(DOCUMENT, UTF_8).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("\\|", -1))
                .filter(cells -> cells.length > 4)
                .flatMap(cells ->
                        Arrays.stream(cells[2].replace("`", "").split(","))
                                .map(code ->
                                        cells[1].replace("`", "").strip() + ":" + code.strip()))
                .toList();
    }
}
