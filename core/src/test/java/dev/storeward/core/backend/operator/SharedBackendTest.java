package dev.storeward.core.backend.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.core.access.Caps;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.Backend.State;
import dev.storeward.core.backend.BackendAccess;
import dev.storeward.core.backend.credential.SealedCredentials;
import dev.storeward.core.backend.record.BackendTable;
import dev.storeward.core.backend.registry.Backends;
import dev.storeward.core.backend.registry.LocalRoots;
import dev.storeward.core.backend.registry.NewBackend;
import dev.storeward.core.backend.registry.RegistrationContext;
import dev.storeward.core.backend.registry.TestConnector;
import dev.storeward.core.backend.verification.Verifier;
import dev.storeward.store.Secret;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Credential;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedBackendTest {
    private final CoreFixture core = CoreFixture.start();
    private final TestConnector connector = new TestConnector();
    private final SealedCredentials credentials = new SealedCredentials(core.tx, core.sealer());
    private final SharedBackend shared = new SharedBackend(core.tx, core.audit, credentials);

    @AfterEach
    void close() {
        core.close();
    }

    private Backend ensure(String bucket, String region, String secret) {
        return shared.ensure(
                connector,
                new BackendSpec(
                        "test",
                        Map.of(
                                "endpoint",
                                "https://shared.test",
                                "bucket",
                                bucket,
                                "region",
                                region)),
                new Credential(Map.of("secret_key", Secret.of(secret))));
    }

    private Credential credential(Backend backend) {
        return credentials.credentialOf(
                new BackendAccess(
                        backend.id(), null, "shared", "test", backend.credentialVersion(), 0));
    }

    private State state(Backend backend) {
        return core.tx
                .forSystem()
                .statement(sql -> BackendTable.find(sql, backend.id()).orElseThrow().state());
    }

    @Test
    void theSameConfigurationAtTheNextStartChangesNothing() {
        Backend first = ensure("one", "eu", "s1");

        assertThat(ensure("one", "eu", "s1")).isEqualTo(first);
        assertThat(first.tenantId()).isNull();
        assertThat(first.state()).isEqualTo(State.ACTIVE);
    }

    @Test
    void aNewCredentialOrSettingIsANewVersionOfTheSameBackend() {
        Backend first = ensure("one", "eu", "s1");
        Backend second = ensure("one", "eu", "s2");
        Backend third = ensure("one", "us", "s2");

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.credentialVersion()).isEqualTo(2);
        assertThat(third.credentialVersion()).isEqualTo(3);
        assertThat(third.spec().get("region")).isEqualTo("us");
        assertThat(credential(first).get("secret_key")).isEqualTo(Secret.of("s1"));
        assertThat(credential(third).get("secret_key")).isEqualTo(Secret.of("s2"));
    }

    @Test
    void anotherPlaceRetiresTheOneBeforeAndKeepsItReadable() {
        Backend first = ensure("one", "eu", "s1");
        Backend second = ensure("two", "eu", "s2");

        assertThat(second.locationId()).isNotEqualTo(first.locationId());
        assertThat(state(first)).isEqualTo(State.RETIRED);
        assertThat(state(second)).isEqualTo(State.ACTIVE);
        assertThat(credential(first).get("secret_key")).isEqualTo(Secret.of("s1"));

        Backend back = ensure("one", "eu", "s1");
        assertThat(back.locationId()).isEqualTo(first.locationId());
        assertThat(state(second)).isEqualTo(State.RETIRED);
    }

    @Test
    void aTenantsPlaceCannotBecomeTheOperators() {
        Backends backends =
                new Backends(
                        core.tx,
                        core.audit,
                        credentials,
                        new RegistrationContext(
                                Map.of("test", connector),
                                TestConnector.OUTBOUND,
                                TestConnector.OUTBOUND,
                                new LocalRoots(java.util.List.of()),
                                new Verifier(core.random, java.time.InstantSource.system()),
                                Caps.usual()));
        backends.register(
                core.admin,
                core.tenant("acme").id(),
                new NewBackend(
                        "docs",
                        "test",
                        Map.of(
                                "endpoint",
                                Secret.of("https://shared.test"),
                                "bucket",
                                Secret.of("one"),
                                "secret_key",
                                Secret.of("s")),
                        true),
                dev.storeward.core.db.InSameTransaction.nothing());

        assertThat(Problems.of(() -> ensure("one", "eu", "s1")))
                .isInstanceOf(Problem.AlreadyExists.class);
    }
}
