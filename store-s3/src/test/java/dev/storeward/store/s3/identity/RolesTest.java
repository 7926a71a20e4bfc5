package dev.storeward.store.s3.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.MultipartUploads;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.Secret;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.s3.Loopback;
import dev.storeward.store.s3.S3Connector;
import dev.storeward.store.s3.settings.AmazonSettings;
import dev.storeward.testkit.SettableClock;
import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;
import dev.storeward.testkit.server.SessionProxy;
import dev.storeward.testkit.server.StsServer;
import dev.storeward.testkit.server.StsServer.Call;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Buckets that are reached by taking on a customer's role. */
final class RolesTest {
    private static final String ROLE = "arn:aws:iam::210987654321:role/storeward";
    private static final String EXTERNAL_ID = "0e6a1c2f-6f0c-4b36-9a39-2f5f0f3f7a11";
    private static final String SECRET = "installation-secret-0815";

    private final SettableClock clock = new SettableClock(Instant.now());
    private final S3Server server = S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY);
    private final StsServer sts =
            StsServer.start(clock).caller("AKIAINSTALLATION", SECRET).role(ROLE, EXTERNAL_ID);
    private final SessionProxy front = SessionProxy.start(server, sts, clock);
    private final S3Connector connector = connector(SECRET);

    private S3Connector connector(String secret) {
        return new S3Connector(
                new AmazonSettings(
                        Optional.of(front.endpoint()),
                        Optional.of(sts.endpoint()),
                        "123456789012",
                        new Credential(
                                Map.of(
                                        "access_key", Secret.of("AKIAINSTALLATION"),
                                        "secret_key", Secret.of(secret))),
                        new Loopback()),
                clock,
                new SecureRandom());
    }

    @AfterEach
    void close() {
        connector.close();
        front.close();
        sts.close();
    }

    @Test
    void aBucketIsReachedWithTheRolesSession() throws IOException {
        try (ObjectStore store = open(EXTERNAL_ID)) {
            ObjectKey key = freeKey();
            store.put(key, Content.of("by role".getBytes(UTF_8)), PutOptions.defaults());

            try (ObjectBody body = store.get(key, ByteRange.all())) {
                assertThat(new String(body.stream().readAllBytes(), UTF_8)).isEqualTo("by role");
            }
            assertThat(store.delete(List.of(key))).isEmpty();
        }
        assertThat(sts.calls()).hasSize(1);
        Call call = sts.calls().getFirst();
        assertThat(call.roleArn()).isEqualTo(ROLE);
        assertThat(call.externalId()).isEqualTo(EXTERNAL_ID);
        assertThat(call.seconds()).isEqualTo(3600);
        assertThat(call.sessionName())
                .matches("storeward-[0-9a-f]{16}")
                .doesNotContain(EXTERNAL_ID.substring(0, 8));
        assertThat(new HashSet<>(front.tokens())).hasSize(1).doesNotContain("");
    }

    @Test
    void aSessionIsRenewedBeforeItEndsWhileUploadsGoOn() throws Exception {
        try (ObjectStore store = open(EXTERNAL_ID);
                ExecutorService uploaders = Executors.newFixedThreadPool(4)) {
            List<Future<String>> uploads = new ArrayList<>();
            for (int i = 0; i < 120; i++) {
                uploads.add(
                        uploaders.submit(() -> {
                            clock.advance(Duration.ofMinutes(2));
                            ObjectKey key = freeKey();
                            store.put(key, Content.of(new byte[100]), PutOptions.defaults());
                            return key.value();
                        }));
            }
            for (Future<String> upload : uploads) {
                assertThat(store.head(new ObjectKey(upload.get())).orElseThrow().size())
                        .isEqualTo(100);
            }
        }
        assertThat(front.refusals()).isEmpty();
        // Four hours in sessions of one, each renewed after three quarters of it.
        assertThat(sts.calls()).hasSizeBetween(5, 7);
        assertThat(new HashSet<>(front.tokens())).hasSize(sts.calls().size());
    }

    @Test
    void anUploadInPartsOutlivesTheSessionItBeganWith() {
        sts.setLongest(Duration.ofMinutes(15));
        try (ObjectStore store = open(EXTERNAL_ID)) {
            MultipartUploads uploads = store.multipart().orElseThrow();
            ObjectKey key = freeKey();
            String id = uploads.start(key, PutOptions.defaults());
            List<MultipartUploads.Part> parts = new ArrayList<>();
            for (int number = 1; number <= 2; number++) {
                clock.advance(Duration.ofMinutes(20));
                parts.add(uploads.upload(key, id, number, Content.of(new byte[5 << 20])));
            }
            clock.advance(Duration.ofMinutes(20));

            assertThat(uploads.complete(key, id, parts, PutOptions.defaults()).size())
                    .isEqualTo(10 << 20);
        }
        assertThat(sts.calls()).hasSize(4);
        assertThat(front.refusals()).isEmpty();
    }

    @Test
    void aTokenServiceThatIsAwayForAWhileHarmsNobody() {
        try (ObjectStore store = open(EXTERNAL_ID)) {
            store.head(freeKey());
            sts.fail(503, "ServiceUnavailable");
            clock.advance(Duration.ofMinutes(50));
            for (int i = 0; i < 20; i++) {
                store.head(freeKey());
            }
            int whileAway = sts.calls().size();
            sts.mend();
            clock.advance(Duration.ofMinutes(5));
            store.head(freeKey());

            // One call of two attempts was made, and the others spared.
            assertThat(whileAway).isEqualTo(3);
            assertThat(sts.calls()).hasSize(4);
        }
        assertThat(front.refusals()).isEmpty();
    }

    @Test
    void aWrongExternalIdIsRefusedWithTheRemedyAndNotAskedAgainAtOnce() {
        try (ObjectStore store = open("another-tenants-id")) {
            StoreException failure = failure(() -> store.head(freeKey()));
            StoreException again = failure(() -> store.head(freeKey()));

            assertThat(failure.code()).isEqualTo(Code.UNAUTHENTICATED);
            assertThat(failure.reason()).isEqualTo(Reason.ROLE_REFUSED);
            assertThat(failure.getMessage())
                    .contains(ROLE)
                    .contains("trust policy must allow sts:AssumeRole to the account 123456789012")
                    .contains("sts:ExternalId");
            assertThat(again.reason()).isEqualTo(Reason.ROLE_REFUSED);
            assertThat(again.getMessage()).isEqualTo(failure.getMessage());
            assertThat(sts.calls()).hasSize(1);

            clock.advance(Duration.ofSeconds(16));
            failure(() -> store.head(freeKey()));

            assertThat(sts.calls()).hasSize(2);
        }
        assertThat(front.tokens()).isEmpty();
    }

    @Test
    void anInstallationThatIsNotKnownItselfIsTheOperatorsTask() {
        S3Connector stranger = connector("not-the-secret");
        try (ObjectStore store =
                stranger.open(spec(EXTERNAL_ID), Credential.none(), new Loopback())) {
            StoreException failure = failure(() -> store.head(freeKey()));

            assertThat(failure.code()).isEqualTo(Code.UNAUTHENTICATED);
            assertThat(failure.getMessage())
                    .contains("STOREWARD_AWS_ACCESS_KEY")
                    .doesNotContain("not-the-secret")
                    .doesNotContain("AKIAINSTALLATION");
        } finally {
            stranger.close();
        }
    }

    @Test
    void aRoleIsNeverTakenOnWithoutAnExternalId() {
        StoreException failure = failure(() -> open("").close());

        assertThat(failure.code()).isEqualTo(Code.INVALID);
        assertThat(sts.calls()).isEmpty();
    }

    private ObjectStore open(String externalId) {
        return connector.open(spec(externalId), Credential.none(), new Loopback());
    }

    private BackendSpec spec(String externalId) {
        return new BackendSpec(
                "s3",
                Map.of(
                        "bucket",
                        server.bucket(),
                        "region",
                        server.region(),
                        "role_arn",
                        ROLE,
                        "external_id",
                        externalId));
    }

    private static ObjectKey freeKey() {
        return new ObjectKey("role/" + UUID.randomUUID());
    }

    private static StoreException failure(ThrowingCallable call) {
        return catchThrowableOfType(StoreException.class, call);
    }
}
