package dev.storeward.core.backend.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.PageRequest;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Caps;
import dev.storeward.core.access.Role;
import dev.storeward.core.audit.AuditEvent;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.Backend.Health;
import dev.storeward.core.backend.credential.SealedCredentials;
import dev.storeward.core.backend.operator.SharedBackend;
import dev.storeward.core.backend.verification.Verifier;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.store.Secret;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Credential;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScheduledVerificationTest {
    private final CoreFixture core = CoreFixture.start();
    private final TestConnector buckets = new TestConnector();
    private final SealedCredentials credentials = new SealedCredentials(core.tx, core.sealer());
    private final RegistrationContext context =
            new RegistrationContext(
                    Map.of("test", buckets),
                    TestConnector.OUTBOUND,
                    TestConnector.OUTBOUND,
                    new LocalRoots(List.of()),
                    new Verifier(core.random, InstantSource.system()),
                    Caps.usual());
    private final Backends backends = new Backends(core.tx, core.audit, credentials, context);
    private final ScheduledVerification schedule =
            new ScheduledVerification(core.tx, core.audit, credentials, context);
    private final Tenant acme = core.tenant("acme");
    private final Caller supervisor = core.caller(acme, "sue@acme.test", Role.SUPERVISOR);

    @AfterEach
    void close() {
        core.close();
    }

    private Backend register() {
        return backends.register(
                supervisor,
                acme.id(),
                new NewBackend(
                        "docs",
                        "test",
                        Map.of(
                                "endpoint", Secret.of("https://store.test"),
                                "bucket", Secret.of("bucket"),
                                "secret_key", Secret.of("canary")),
                        true),
                InSameTransaction.nothing());
    }

    private Health health(Backend backend) {
        return backends.get(supervisor, backend.id()).health();
    }

    private List<AuditEvent> changes() {
        return core.audit.ofTenant(supervisor, acme.id(), PageRequest.first()).items().stream()
                .filter(event -> event.actorId() == null)
                .toList();
    }

    @Test
    void aBackendIsAskedAboutOnceADay() {
        register();

        assertThat(schedule.run()).isZero();
        core.moveTime(Duration.ofHours(19));
        assertThat(schedule.run()).isZero();
        core.moveTime(Duration.ofHours(29));
        assertThat(schedule.run()).isEqualTo(1);
        assertThat(schedule.run()).isZero();
        assertThat(changes()).isEmpty();
        assertThat(buckets.keys()).isEmpty();
    }

    @Test
    void aTellingFailureDegradesAtOnceAndIsMendedWithTheNextPass() {
        Backend backend = register();
        buckets.fail(new StoreException(Code.FORBIDDEN, "No."));
        core.moveTime(Duration.ofHours(29));

        schedule.run();

        assertThat(health(backend)).isEqualTo(Health.DEGRADED);
        buckets.mend();
        core.moveTime(Duration.ofHours(60));
        schedule.run();
        assertThat(health(backend)).isEqualTo(Health.VERIFIED);
        assertThat(changes())
                .extracting(AuditEvent::action)
                .containsExactly("backend.verified", "backend.degraded");
        assertThat(changes().getLast().details().get("failed"))
                .isEqualTo(List.of("write:forbidden"));
        assertThat(changes().toString()).doesNotContain("canary");
    }

    @Test
    void aPassingFailureCountsAtTheThirdTimeInARow() {
        Backend backend = register();
        buckets.fail(new StoreException(Code.THROTTLED, "Patience."));

        core.moveTime(Duration.ofHours(29));
        schedule.run();
        assertThat(health(backend)).isEqualTo(Health.VERIFIED);
        core.moveTime(Duration.ofHours(29).plusMinutes(14));
        assertThat(schedule.run()).isZero();
        core.moveTime(Duration.ofHours(29).plusMinutes(16));
        schedule.run();
        assertThat(health(backend)).isEqualTo(Health.VERIFIED);
        core.moveTime(Duration.ofHours(29).plusMinutes(32));
        schedule.run();
        assertThat(health(backend)).isEqualTo(Health.DEGRADED);
    }

    @Test
    void theOperatorsOwnBackendIsAskedToo() {
        Backend shared =
                new SharedBackend(core.tx, core.audit, credentials)
                        .ensure(
                                buckets,
                                new BackendSpec(
                                        "test",
                                        Map.of("endpoint", "https://shared.test", "bucket", "one")),
                                new Credential(Map.of("secret_key", Secret.of("s"))));
        core.moveTime(Duration.ofHours(25));

        assertThat(schedule.run()).isEqualTo(1);

        assertThat(backends.get(core.admin, shared.id()).health()).isEqualTo(Health.VERIFIED);
    }

    @Test
    void aReplacedCredentialIsDestroyedAfterAnHour() {
        BackendChanges changes = new BackendChanges(core.tx, core.audit, credentials, context);
        Backend backend = register();
        Backend rotated =
                changes.rotate(
                        supervisor,
                        backend.id(),
                        Map.of("secret_key", Secret.of("new")),
                        InSameTransaction.nothing());

        assertThat(rotated.credentialVersion()).isEqualTo(2);
        assertThat(credentials.of(backend).get("secret_key")).isEqualTo(Secret.of("canary"));
        assertThat(changes.forgetSuperseded()).isZero();
        core.moveTime(Duration.ofMinutes(61));
        assertThat(changes.forgetSuperseded()).isEqualTo(1);
        assertThat(credentials.of(backend).values()).isEmpty();
        assertThat(credentials.of(rotated).get("secret_key")).isEqualTo(Secret.of("new"));
    }
}
