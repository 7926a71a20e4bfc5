package dev.storeward.server.proof.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.storeward.core.backend.verification.Check;
import dev.storeward.core.backend.verification.CheckResult;
import dev.storeward.core.backend.verification.Verification;
import dev.storeward.core.backend.verification.Verifier;
import dev.storeward.store.Secret;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.BucketPolicies.Grantee;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.Outbound;
import dev.storeward.store.connector.Policy;
import dev.storeward.store.connector.Profile.Trait;
import dev.storeward.store.outbound.AddressGate;
import dev.storeward.store.s3.S3Connector;
import dev.storeward.store.s3.settings.AmazonSettings;
import dev.storeward.testkit.server.CephServer;
import dev.storeward.testkit.server.S3Server;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A credential with exactly the generated policy proves itself; without a part it tells which. */
final class LeastPolicyOnCephTest {
    private static final String USER = "least" + UUID.randomUUID().toString().substring(0, 8);

    private static final Outbound GATE =
            AddressGate.operator(
                    host -> List.of(InetAddress.ofLiteral(host)),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30));
    private static final Connector CONNECTOR =
            new S3Connector(
                    AmazonSettings.itself(GATE), InstantSource.system(), new SecureRandom());

    private static Optional<S3Server> granted = Optional.empty();

    @BeforeAll
    static void start() {
        granted = Optional.of(CephServer.user(USER));
    }

    @AfterAll
    static void stop() {
        CONNECTOR.close();
    }

    @Test
    void everyCheckPassesWithThePolicy() throws Exception {
        CephServer.grant(USER, policy());

        Verification verification = verify();

        assertThat(verification.failed()).isEmpty();
        assertThat(verification.profile().traits())
                .containsOnly(
                        entry(Trait.PATH_STYLE, true),
                        entry(Trait.CHUNKED_ENCODING, true),
                        entry(Trait.CHECKSUMS, true),
                        entry(Trait.CONDITIONAL_PUT, true),
                        entry(Trait.COPY, true),
                        entry(Trait.MULTIPART, true),
                        entry(Trait.PRESIGN, true),
                        entry(Trait.METADATA, true),
                        entry(Trait.DIGEST_HEADERS, false),
                        entry(Trait.PART_TAGS, true),
                        entry(Trait.VERSIONED, false));
    }

    @ParameterizedTest
    @CsvSource({
        "s3:ListBucket, LIST",
        "s3:PutObject, WRITE",
        "s3:GetObject, READ_BACK",
        "s3:AbortMultipartUpload, MULTIPART",
        "s3:ListBucketMultipartUploads, MULTIPART",
        "s3:DeleteObject, DELETE"
    })
    void theMatchingCheckFailsWithoutAnAction(String action, Check expected) throws Exception {
        String without = policy().replace('"' + action + '"', "\"s3:GetBucketTagging\"");
        assertThat(without).isNotEqualTo(policy());
        CephServer.grant(USER, action.equals("s3:GetObject") ? denying(without, action) : without);

        Verification verification = verify();

        assertThat(verification.failed()).extracting(CheckResult::check).contains(expected);
        assertThat(verification.failed().getFirst().check()).isEqualTo(expected);
        assertThat(verification.failed().getFirst().remedy()).contains(action);
    }

    /** On Ceph who wrote an object may read it by its ACL, unless that is denied. */
    private static String denying(String policy, String action) {
        return policy.replace(
                "\"Statement\": [",
                """
                "Statement": [
                    {"Effect": "Deny", "Action": ["%s"], "Resource": "*"},\
                """
                        .formatted(action));
    }

    private static Verification verify() {
        return new Verifier(new SecureRandom(), InstantSource.system())
                .verify(
                        new Verifier.Subject(
                                CONNECTOR,
                                spec(),
                                schema().credential(Secret.each(values())),
                                GATE));
    }

    private static String policy() {
        return CONNECTOR.policies().orElseThrow().of(spec(), new Grantee("", "")).stream()
                .filter(policy -> policy.name().equals("access-policy"))
                .map(Policy::content)
                .findFirst()
                .orElseThrow();
    }

    private static BackendSpec spec() {
        return schema().spec(Secret.each(values()));
    }

    private static Map<String, String> values() {
        Map<String, String> values = new HashMap<>(granted.orElseThrow().settings());
        values.remove("path_style");
        values.put("prefix", "least/" + USER);
        return values;
    }

    private static ConnectorSchema schema() {
        return CONNECTOR.schema();
    }
}
