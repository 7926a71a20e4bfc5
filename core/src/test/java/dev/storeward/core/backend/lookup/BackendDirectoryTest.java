package dev.storeward.core.backend.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.Problem;
import dev.storeward.core.Problem.FieldProblem;
import dev.storeward.core.Problems;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Caps;
import dev.storeward.core.access.Role;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.credential.SealedCredentials;
import dev.storeward.core.backend.lookup.BackendDirectory.Listing;
import dev.storeward.core.backend.lookup.BackendDirectory.Position;
import dev.storeward.core.backend.operator.SharedBackend;
import dev.storeward.core.backend.registry.Backends;
import dev.storeward.core.backend.registry.LocalRoots;
import dev.storeward.core.backend.registry.NewBackend;
import dev.storeward.core.backend.registry.RegistrationContext;
import dev.storeward.core.backend.registry.Removal;
import dev.storeward.core.backend.registry.TestConnector;
import dev.storeward.core.backend.verification.Verifier;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.store.Secret;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Credential;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackendDirectoryTest {
    private final CoreFixture core = CoreFixture.start();
    private final TestConnector buckets = new TestConnector();
    private final SealedCredentials credentials = new SealedCredentials(core.tx, core.sealer());
    private final Backends backends =
            new Backends(
                    core.tx,
                    core.audit,
                    credentials,
                    new RegistrationContext(
                            Map.of("test", buckets),
                            TestConnector.OUTBOUND,
                            TestConnector.OUTBOUND,
                            new LocalRoots(List.of(Path.of("/none"))),
                            new Verifier(core.random, java.time.InstantSource.system()),
                            Caps.usual()));
    private final BackendDirectory directory = new BackendDirectory(core.tx);
    private final Tenant acme = core.tenant("acme");
    private final Caller supervisor = core.caller(acme, "sue@acme.test", Role.SUPERVISOR);
    private final Caller member = core.caller(acme, "ann@acme.test", Role.MEMBER);

    @AfterEach
    void close() {
        core.close();
    }

    private static NewBackend made(String displayName, String bucket) {
        return NewBackend.displayed(
                displayName,
                "test",
                Map.of(
                        "endpoint",
                        Secret.of("https://store.test"),
                        "bucket",
                        Secret.of(bucket),
                        "secret_key",
                        Secret.of("s3cr3t")));
    }

    private Backend register(String displayName, String bucket) {
        return backends.register(
                supervisor, acme.id(), made(displayName, bucket), InSameTransaction.nothing());
    }

    private static List<String> names(Listing listing) {
        return listing.backends().stream().map(Backend::displayName).toList();
    }

    @Test
    void aPageGoesOnInBothDirections() {
        for (String name : List.of("A", "B", "C", "D", "E")) {
            register(name, "bucket-" + name);
        }

        Listing first = directory.list(member, Position.newest(), 2);
        assertThat(names(first)).containsExactly("E", "D");
        assertThat(first.newer()).isEmpty();

        Listing second = directory.list(member, first.older().orElseThrow(), 2);
        assertThat(names(second)).containsExactly("C", "B");

        Listing third = directory.list(member, second.older().orElseThrow(), 2);
        assertThat(names(third)).containsExactly("A");
        assertThat(third.older()).isEmpty();

        Listing back = directory.list(member, third.newer().orElseThrow(), 2);
        assertThat(names(back)).containsExactly("C", "B");
        assertThat(back.older().orElseThrow()).isEqualTo(second.older().orElseThrow());
        Listing start = directory.list(member, back.newer().orElseThrow(), 2);
        assertThat(start).isEqualTo(first);
        assertThat(directory.list(member, Position.newest(), 5).older()).isEmpty();
    }

    @Test
    void aPageThatIsGoneStillLeadsBack() {
        Backend older = register("A", "a");
        Backend newer = register("B", "b");
        Position behindB = directory.list(member, Position.newest(), 1).older().orElseThrow();
        forget(older);

        Listing nothing = directory.list(member, behindB, 1);
        assertThat(nothing.backends()).isEmpty();
        assertThat(nothing.older()).isEmpty();
        assertThat(names(directory.list(member, nothing.newer().orElseThrow(), 1)))
                .containsExactly("B");

        Position beforeB = new BackendDirectory.NewerThan(newer.id());
        Listing none = directory.list(member, beforeB, 1);
        assertThat(none.backends()).isEmpty();
        assertThat(none.newer()).isEmpty();
        assertThat(names(directory.list(member, none.older().orElseThrow(), 1)))
                .containsExactly("B");

        forget(newer);
        assertThat(directory.list(member, behindB, 1))
                .isEqualTo(
                        new Listing(
                                List.of(), java.util.Optional.empty(), java.util.Optional.empty()));
    }

    private void forget(Backend backend) {
        backends.remove(supervisor, backend.id(), Removal.FORGET, InSameTransaction.nothing());
    }

    @Test
    void everyUserSeesTheBackendsOfTheirOwnTenantOnly() {
        Backend backend = register("Ours", "ours");
        Tenant other = core.tenant("other");
        Caller stranger = core.caller(other, "ott@other.test", Role.SUPERVISOR);
        Backend shared =
                new SharedBackend(core.tx, core.audit, credentials)
                        .ensure(
                                buckets,
                                new BackendSpec(
                                        "test",
                                        Map.of(
                                                "endpoint",
                                                "https://store.test",
                                                "bucket",
                                                "shared")),
                                new Credential(Map.of("secret_key", Secret.of("s"))));

        assertThat(directory.get(member, backend.id())).isEqualTo(backend);
        assertThat(directory.list(stranger, Position.newest(), 10).backends()).isEmpty();
        assertThat(Problems.of(() -> directory.get(stranger, backend.id())))
                .isInstanceOf(Problem.Forbidden.class);
        assertThat(Problems.of(() -> directory.get(member, shared.id())))
                .isInstanceOf(Problem.NotFound.class);
        assertThat(Problems.of(() -> directory.get(member, Ids.next())))
                .isInstanceOf(Problem.NotFound.class);
        forget(backend);
        assertThat(Problems.of(() -> directory.get(member, backend.id())))
                .isInstanceOf(Problem.NotFound.class);
        assertThat(Problems.of(() -> directory.list(core.admin, Position.newest(), 10)))
                .isInstanceOf(Problem.Invalid.class);
    }

    @ParameterizedTest
    @CsvSource({
        "Production S3 Bucket, production-s3-bucket-",
        "Größe & Élan, gro-e-elan-",
        "資料, storage-",
        "'  -- ', storage-",
        "' padded ', padded-"
    })
    void aDisplayNameIsKeptAsSentAndANameMadeOfIt(String displayed, String start) {
        Backend backend = register(displayed, "bucket");

        assertThat(backend.displayName()).isEqualTo(displayed);
        assertThat(backend.name()).startsWith(start).matches("[a-z0-9-]+-[0-9a-f]{8}");
        Backend twin = register(displayed, "bucket");
        assertThat(twin.displayName()).isEqualTo(displayed);
        assertThat(twin.name()).isNotEqualTo(backend.name());
    }

    @Test
    void aLongDisplayNameFitsAndATooLongOneIsRefused() {
        Backend backend = register("x".repeat(254) + "😀", "bucket");
        assertThat(backend.name()).hasSize(63);

        for (String wrong : List.of("x".repeat(256), "a\u0000b", "\ud800", "   ")) {
            assertThat(
                            ((Problem.Invalid) Problems.of(() -> register(wrong, "bucket")))
                                    .fields().stream().map(FieldProblem::field))
                    .as(wrong)
                    .containsExactly("display_name");
        }
        assertThat(((Problem.Invalid) Problems.of(() -> register("", "bucket"))).fields())
                .containsExactly(new FieldProblem("name", "This field is required."));
    }
}
