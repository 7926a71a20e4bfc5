package dev.storeward.store.s3.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.storeward.store.Secret;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.outbound.AddressGate;
import dev.storeward.store.outbound.AllowList;
import dev.storeward.store.s3.Loopback;
import dev.storeward.store.s3.S3Connector;
import dev.storeward.store.s3.settings.AmazonSettings;
import dev.storeward.testkit.SettableClock;
import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;
import dev.storeward.testkit.server.SessionProxy;
import dev.storeward.testkit.server.StsServer;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which roles of customers are trusted, and what is told of those that are not. */
final class RoleTrustTest {
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
    void aRoleThatDemandsTheExternalIdIsTrusted() {
        assertThat(connector.probe().distrust(spec(EXTERNAL_ID), Credential.none(), new Loopback()))
                .isEmpty();

        assertThat(sts.calls()).hasSize(3);
        assertThat(sts.calls().get(0).externalId()).isEmpty();
        assertThat(sts.calls().get(1).externalId()).isNotEmpty().isNotEqualTo(EXTERNAL_ID);
        assertThat(sts.calls().get(2).externalId()).isEqualTo(EXTERNAL_ID);
    }

    @Test
    void aRoleThatTakesNobodyHasNotShownItsCondition() {
        sts.role(ROLE, _ -> false);

        StoreException failure =
                failure(() ->
                        connector
                                .probe()
                                .distrust(spec(EXTERNAL_ID), Credential.none(), new Loopback()));

        assertThat(failure.code()).isEqualTo(Code.UNAUTHENTICATED);
        assertThat(failure.reason()).isEqualTo(Reason.ROLE_REFUSED);
    }

    @Test
    void aRoleThatAsksForNoExternalIdIsDistrusted() {
        sts.role(ROLE, _ -> true);

        StoreException why = distrust();

        assertThat(why.code()).isEqualTo(Code.INVALID);
        assertThat(why.reason()).isEqualTo(Reason.ROLE_REFUSED);
        assertThat(why.getMessage())
                .contains(ROLE)
                .contains("without an external id")
                .contains("add the condition that sts:ExternalId equals this tenant's");
    }

    @Test
    void aRoleThatTakesAnyExternalIdIsDistrusted() {
        sts.role(ROLE, given -> !given.isEmpty());

        assertThat(distrust().getMessage()).contains("with any external id");
    }

    @ParameterizedTest
    @CsvSource({
        "400, ExpiredTokenException, UNAUTHENTICATED, ROLE_REFUSED",
        "403, InvalidClientTokenId, UNAUTHENTICATED, ROLE_REFUSED",
        "403, RegionDisabledException, FORBIDDEN, ACCOUNT_DISABLED",
        "400, ValidationError, INVALID, ROLE_REFUSED",
        "400, Throttling, THROTTLED, UNSPECIFIED",
        "500, InternalFailure, UNKNOWN, UNSPECIFIED"
    })
    void otherFailuresAreNoProofOfTrust(int status, String name, Code code, Reason reason) {
        sts.fail(status, name);

        StoreException failure =
                failure(() ->
                        connector
                                .probe()
                                .distrust(spec(EXTERNAL_ID), Credential.none(), new Loopback()));

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.reason()).isEqualTo(reason);
    }

    @Test
    void aTokenServiceThatIsNotThereIsUnreachable() {
        sts.close();

        StoreException failure =
                failure(() ->
                        connector
                                .probe()
                                .distrust(spec(EXTERNAL_ID), Credential.none(), new Loopback()));

        assertThat(failure.code()).isEqualTo(Code.UNREACHABLE);
        assertThat(failure.reason()).isEqualTo(Reason.CONNECTION_REFUSED);
        assertThat(failure.getMessage()).contains("token service");
    }

    @Test
    void amazonsOwnTokenServiceIsReachedThroughTheGate() {
        List<String> asked = new CopyOnWriteArrayList<>();
        AddressGate gate =
                AddressGate.guarded(
                        AllowList.none(),
                        host -> {
                            asked.add(host);
                            return List.of(InetAddress.ofLiteral("127.0.0.1"));
                        },
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1));
        S3Connector atAmazon =
                new S3Connector(
                        new AmazonSettings(
                                Optional.empty(),
                                Optional.empty(),
                                "",
                                new Credential(
                                        Map.of(
                                                "access_key", Secret.of("AKIA1"),
                                                "secret_key", Secret.of("secret"))),
                                new Loopback()),
                        clock,
                        new SecureRandom());
        try {
            StoreException failure =
                    failure(() ->
                            atAmazon.probe().distrust(spec(EXTERNAL_ID), Credential.none(), gate));

            assertThat(failure.reason()).isEqualTo(Reason.ADDRESS_REFUSED);
            assertThat(asked).containsOnly("sts.us-east-1.amazonaws.com");
        } finally {
            atAmazon.close();
        }
    }

    private StoreException distrust() {
        return connector
                .probe()
                .distrust(spec(EXTERNAL_ID), Credential.none(), new Loopback())
                .orElseThrow();
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

    private static StoreException failure(ThrowingCallable call) {
        return catchThrowableOfType(StoreException.class, call);
    }
}
