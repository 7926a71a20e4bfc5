package dev.storeward.store.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.storeward.store.ListRequest;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PresignRequest;
import dev.storeward.store.Secret;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.ConnectorSchema.FieldProblem;
import dev.storeward.store.connector.Credential;
import dev.storeward.testkit.gcs.GcsServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/** Key files that somebody wrote to make this server connect where it must not, or to break it. */
final class HostileAccountTest {
    private static final String BAIT = "hunter2";

    private final Canary canary = new Canary();
    private final GcsServer server = GcsServer.start();
    private final NoWayOut gate = new NoWayOut();
    private final GcsConnector google =
            new GcsConnector(new GcsConnector.Cloud(Optional.empty(), new Loopback()));

    @AfterEach
    void close() {
        google.close();
        server.close();
        canary.close();
    }

    @Test
    void urlsInTheFileLeadNowhere() {
        ObjectNode file = server.authJson();
        file.put("token_uri", canary.url("/token"));
        file.put("auth_uri", canary.url("/auth"));
        file.put("auth_provider_x509_cert_url", canary.url("/certs"));
        file.put("client_x509_cert_url", canary.url("/cert"));
        file.put("universe_domain", "127.0.0.1.nip.example");
        file.put("service_account_impersonation_url", canary.url("/impersonate"));
        file.put("quota_project_id", "somebody-elses");
        file.putObject("credential_source")
                .put("url", canary.url("/source"))
                .putObject("executable")
                .put("command", "/bin/sh -c 'touch /tmp/owned'");

        try (ObjectStore store = open(file.toString())) {
            store.presign(
                    new PresignRequest(
                            new ObjectKey("k"),
                            PresignRequest.Method.GET,
                            Duration.ofMinutes(1),
                            ""));
            assertThat(codeOf(() -> store.list(new ListRequest("", "", 1))))
                    .isEqualTo(Code.INVALID);
            assertThat(codeOf(() -> store.head(new ObjectKey("k")))).isEqualTo(Code.INVALID);
        }

        assertThat(gate.asked()).isNotEmpty().containsOnly("oauth2.googleapis.com");
        assertThat(canary.heard()).isZero();
    }

    @Test
    void withATokenOnlyGooglesStorageIsAskedFor() {
        GcsConnector connector = Loopback.connector(server.endpoint(), new Loopback());
        ObjectNode file = server.authJson();
        file.put("token_uri", canary.url("/token"));
        file.put("universe_domain", "evil.example");

        try (ObjectStore store =
                Loopback.open(connector, server, Map.of("auth_json", file.toString()))) {
            assertThat(store.list(new ListRequest("", "", 1)).objects()).isEmpty();
        }

        assertThat(server.requests())
                .containsExactly("POST /token", server.requests().getLast())
                .last()
                .asString()
                .startsWith("GET /storage/v1/b/test-bucket/o?");
        assertThat(canary.heard()).isZero();
        connector.close();
    }

    static Stream<Refused> refusedFiles() {
        ObjectNode good;
        try (GcsServer server = GcsServer.start()) {
            good = server.authJson();
        }
        String key = good.path("private_key").asString("");
        return Stream.of(
                new Refused(
                        "an external account with a URL",
                        "{\"type\":\"external_account\",\"token_url\":\"CANARY/t\",\"credential_source\":"
                                + "{\"url\":\"CANARY/hunter2\"}}",
                        "another kind"),
                new Refused(
                        "an external account with a program",
                        "{\"type\":\"external_account\",\"credential_source\":{\"executable\":"
                                + "{\"command\":\"touch /tmp/hunter2\"}}}",
                        "another kind"),
                new Refused(
                        "an impersonated account",
                        "{\"type\":\"impersonated_service_account\","
                                + "\"service_account_impersonation_url\":\"CANARY/hunter2\"}",
                        "another kind"),
                new Refused(
                        "a user's own",
                        "{\"type\":\"authorized_user\",\"refresh_token\":\"hunter2\"}",
                        "another kind"),
                new Refused(
                        "a name twice",
                        good.toString()
                                .replaceFirst(
                                        "\\{", "{\"type\":\"external_account\",\"x\":\"hunter2\","),
                        "each name once"),
                new Refused("nested without end", "[".repeat(4000), "not a JSON object"),
                new Refused(
                        "nested in a member",
                        "{\"type\":" + "{\"hunter2\":".repeat(1000),
                        "well-formed JSON"),
                new Refused(
                        "a giant",
                        "{\"type\":\"service_account\",\"x\":\"" + "hunter2".repeat(10_000) + "\"}",
                        "16 KiB"),
                new Refused("no JSON", "AKIAhunter2", "well-formed JSON"),
                new Refused("something behind", good + "{\"hunter2\":1}", "goes on behind"),
                new Refused("no key", with(good, "private_key", ""), "no private_key in PEM form"),
                new Refused(
                        "a key that is none",
                        with(
                                good,
                                "private_key",
                                "-----BEGIN PRIVATE KEY-----\naHVudGVyMg==\n-----END PRIVATE KEY-----\n"),
                        "no RSA key"),
                new Refused(
                        "a key of another form",
                        with(good, "private_key", key.replace("PRIVATE", "RSA PRIVATE")),
                        "PEM form"),
                new Refused(
                        "an email with a line break",
                        with(good, "client_email", "a@b\r\nHost: hunter2"),
                        "malformed client_email"),
                new Refused("no project", with(good, "project_id", ""), "no project_id"));
    }

    record Refused(String name, String file, String because) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static String with(ObjectNode good, String name, String value) {
        return good.deepCopy().put(name, value).toString();
    }

    @ParameterizedTest
    @MethodSource("refusedFiles")
    void whatIsNoKeyFileIsRefusedWithASentenceThatRepeatsNothing(Refused refused) {
        String file = refused.file().replace("CANARY", canary.url(""));

        StoreException failure = catchThrowableOfType(StoreException.class, () -> open(file));

        assertThat(failure.code()).isEqualTo(Code.INVALID);
        assertThat(failure.getMessage())
                .startsWith("auth_json ")
                .contains(refused.because())
                .doesNotContain(BAIT, "BEGIN PRIVATE KEY-----", "MII")
                .endsWith(".");
        assertThat(failure.getCause()).isNull();
        assertThat(google.problems(spec(), credential(file)))
                .containsExactly(
                        new FieldProblem("auth_json", String.valueOf(failure.getMessage())));
        assertThat(gate.asked()).isEmpty();
        assertThat(canary.heard()).isZero();
    }

    @Test
    void aHostileBucketNameIsNoPath() {
        BackendSpec spec =
                new BackendSpec("gcs", Map.of("bucket", "../../x?y=hunter2", "prefix", "a//b"));

        assertThat(google.problems(spec, Credential.none()))
                .extracting(FieldProblem::field)
                .containsExactly("bucket", "prefix");
    }

    private static BackendSpec spec() {
        return new BackendSpec("gcs", Map.of("bucket", "test-bucket"));
    }

    private static Credential credential(String file) {
        return new Credential(Map.of("auth_json", Secret.of(file)));
    }

    private ObjectStore open(String file) {
        return google.open(spec(), credential(file), gate);
    }

    private static Code codeOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        StoreException failure = catchThrowableOfType(StoreException.class, call);
        assertThat(List.of(failure.getMessage())).noneMatch(said -> said.contains(BAIT));
        return failure.code();
    }
}
