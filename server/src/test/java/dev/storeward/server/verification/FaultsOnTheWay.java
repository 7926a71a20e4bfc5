package dev.storeward.server.verification;

import static dev.storeward.server.verification.FaultTableFixture.BUCKET;
import static dev.storeward.server.verification.FaultTableFixture.answering;
import static dev.storeward.server.verification.FaultTableFixture.closedPort;
import static dev.storeward.server.verification.FaultTableFixture.gate;
import static dev.storeward.server.verification.FaultTableFixture.hourAhead;
import static dev.storeward.server.verification.FaultTableFixture.https;
import static dev.storeward.server.verification.FaultTableFixture.named;
import static dev.storeward.server.verification.FaultTableFixture.onlyName;
import static dev.storeward.server.verification.FaultTableFixture.proxied;
import static dev.storeward.server.verification.FaultTableFixture.refusing;
import static dev.storeward.server.verification.FaultTableFixture.resolving;
import static dev.storeward.server.verification.FaultTableFixture.setting;

import dev.storeward.server.verification.FaultTableFixture.Line;
import dev.storeward.server.verification.Meddler.Reply;
import java.util.stream.Stream;

/** What is wrong before a bucket is asked for its objects: the way to it, the key, the name. */
final class FaultsOnTheWay {
    private FaultsOnTheWay() {}

    static Stream<Line> lines() {
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
                new Line(
                        "another bucket at a host of one name",
                        onlyName("storage.example"),
                        "bucket",
                        "bucket_not_found"),
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
                        "wrong_region"));
    }
}
