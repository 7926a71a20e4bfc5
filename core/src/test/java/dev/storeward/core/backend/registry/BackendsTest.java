package dev.storeward.core.backend.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.PageRequest;
import dev.storeward.core.Problem;
import dev.storeward.core.Problem.FieldProblem;
import dev.storeward.core.Problems;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
import dev.storeward.core.backend.BackendAccess;
import dev.storeward.core.backend.registry.Backend.State;
import dev.storeward.core.db.Alongside;
import dev.storeward.core.db.Ids;
import dev.storeward.core.file.FileNames;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.store.Credential;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.Secret;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.local.LocalConnector;
import dev.storeward.store.wrap.Prefix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackendsTest {
    @TempDir private static Path folder;

    private final CoreFixture core = CoreFixture.start();
    private final TestConnector buckets = new TestConnector();
    private final SealedCredentials credentials = new SealedCredentials(core.tx, new TestSealer());
    private final Backends backends =
            new Backends(
                    core.tx,
                    core.audit,
                    credentials,
                    new Backends.Gate(
                            Map.of(
                                    "test",
                                    buckets,
                                    "filesystem",
                                    new LocalConnector(InstantSource.system())),
                            TestConnector.OUTBOUND,
                            new LocalRoots(List.of(folder)),
                            core.random));
    private final Tenant acme = core.tenant("acme");
    private final Tenant other = core.tenant("other");
    private final Caller supervisor = core.caller(acme, "sue@acme.test", Role.SUPERVISOR);

    @AfterEach
    void close() {
        core.close();
    }

    private static Map<String, Secret> values(String bucket, String prefix) {
        Map<String, Secret> values = new HashMap<>();
        values.put("endpoint", Secret.of("https://store.test"));
        values.put("bucket", Secret.of(bucket));
        values.put("prefix", Secret.of(prefix));
        values.put("secret_key", Secret.of("s3cr3t"));
        return values;
    }

    private Backend register(
            Caller caller, Tenant tenant, String name, Map<String, Secret> values) {
        return backends.register(
                caller,
                tenant.id(),
                new NewBackend(name, "test", values, true),
                Alongside.nothing());
    }

    private Backend register(String name, String bucket, String prefix) {
        return register(supervisor, acme, name, values(bucket, prefix));
    }

    private static BackendAccess access(Backend backend) {
        return new BackendAccess(
                backend.id(),
                backend.tenantId(),
                backend.name(),
                "test",
                "{}",
                backend.credentialVersion());
    }

    @Test
    void aBackendIsKeptWithoutItsSecretsWhichAreSealed() {
        Backend backend = register("docs", "bucket", "team");

        assertThat(backend.state()).isEqualTo(State.ACTIVE);
        assertThat(backend.spec().settings())
                .isEqualTo(
                        Map.of(
                                "endpoint",
                                "https://store.test",
                                "bucket",
                                "bucket",
                                "prefix",
                                "team"));
        assertThat(backends.get(supervisor, backend.id())).isEqualTo(backend);
        assertThat(backends.list(supervisor, acme.id(), PageRequest.first()).items())
                .containsExactly(backend);
        assertThat(credentials.credentialOf(access(backend)))
                .isEqualTo(new Credential(Map.of("secret_key", Secret.of("s3cr3t"))));
        assertThat(core.audit.ofTenant(core.admin, acme.id(), PageRequest.first()).toString())
                .contains("backend.register")
                .doesNotContain("s3cr3t");
    }

    @Test
    void aSealedSecretOpensForItsOwnBackendAndVersionOnly() {
        Backend one = register("one", "bucket-1", "");
        Backend two = register("two", "bucket-2", "");
        core.tx
                .forSystem()
                .statement(sql ->
                        sql.update(
                                """
                                UPDATE backend_credential SET sealed =
                                  (SELECT sealed FROM backend_credential WHERE backend_id = ?)
                                WHERE backend_id = ?
                                """,
                                one.id(),
                                two.id()));

        assertThat(credentials.credentialOf(access(one)).values()).isNotEmpty();
        assertThatThrownBy(() -> credentials.credentialOf(access(two)))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void everyWrongFieldIsNamedAtOnce() {
        Map<String, Secret> values = values("", "");
        values.put("color", Secret.of("red"));
        values.put("endpoint", Secret.of("https://10.0.0.1"));

        Problem problem = Problems.of(() -> register(supervisor, acme, "No!", values));

        assertThat(((Problem.Invalid) problem).fields())
                .extracting(FieldProblem::field)
                .containsExactly("name", "settings.color", "settings.bucket", "settings.endpoint");
        assertThat(buckets.opened()).isZero();
    }

    @Test
    void anUnknownConnectorIsAnsweredWithTheKnownOnes() {
        Problem problem =
                Problems.of(() ->
                        backends.register(
                                supervisor,
                                acme.id(),
                                new NewBackend("docs", "java.lang.String", Map.of(), true),
                                Alongside.nothing()));

        assertThat(problem)
                .isEqualTo(
                        Problem.invalid(
                                "connector", "Unknown connector. Known are filesystem, test."));
    }

    @Test
    void aPlaceThatDoesNotProveItselfIsNotStored() {
        buckets.fail(new StoreException(Code.FORBIDDEN, "The bucket refuses to be written."));

        assertThat(Problems.of(() -> register("docs", "bucket", "")))
                .isEqualTo(
                        Problem.invalid(
                                "settings",
                                "A small object could not be written: The bucket refuses to be written."
                                        + " The credential lacks the permission to write (s3:PutObject on S3)."));
        assertThat(backends.list(supervisor, acme.id(), PageRequest.first()).items()).isEmpty();

        Backend unproven =
                backends.register(
                        core.admin,
                        acme.id(),
                        new NewBackend("docs", "test", values("bucket", ""), false),
                        Alongside.nothing());
        assertThat(unproven.state()).isEqualTo(State.ACTIVE);
    }

    @Test
    void onlyASuperAdminMayLeaveOutTheProof() {
        assertThat(
                        Problems.of(() ->
                                backends.register(
                                        supervisor,
                                        acme.id(),
                                        new NewBackend("docs", "test", values("bucket", ""), false),
                                        Alongside.nothing())))
                .isInstanceOf(Problem.Forbidden.class);
    }

    @Test
    void whoHoldsNoCredentialOfABucketLearnsNotWhetherItIsInUse() {
        register("docs", "bucket", "");
        Caller stranger = core.caller(other, "stan@other.test", Role.SUPERVISOR);
        buckets.fail(new StoreException(Code.UNAUTHENTICATED, "The keys are wrong."));

        for (String bucket : List.of("bucket", "unused")) {
            assertThat(Problems.of(() -> register(stranger, other, "mine", values(bucket, ""))))
                    .isEqualTo(
                            Problem.invalid(
                                    "settings",
                                    "A small object could not be written: The keys are wrong."));
        }
    }

    @Test
    void aPlaceThatCannotBeListedIsRefusedWithThePermissionItLacks() {
        buckets.failListing(new StoreException(Code.FORBIDDEN, "Access denied."));

        assertThat(Problems.of(() -> register("docs", "bucket", "")))
                .isEqualTo(
                        Problem.invalid(
                                "settings",
                                "The objects under .storeward/ could not be listed: Access denied."
                                        + " The credential lacks the permission to list (s3:ListBucket on S3)."));
        assertThat(buckets.keys()).isEmpty();
    }

    @Test
    void aPrefixLeavesRoomForWhatComesBehindIt() {
        assertThat(Prefix.MAX_BYTES * 2 + 2 + FileNames.MAX_ADDRESS_BYTES)
                .isLessThanOrEqualTo(ObjectKey.MAX_BYTES);
        String longest = "\u00e4".repeat(80);

        assertThat(register("fits", "one", longest).state()).isEqualTo(State.ACTIVE);
        assertThat(Problems.of(() -> register("long", "two", longest + "x")))
                .isEqualTo(
                        Problem.invalid("settings.prefix", "Must be at most 160 bytes of UTF-8."));
    }

    @Test
    void theProofLeavesNothingBehind() {
        register("docs", "bucket", "");

        assertThat(buckets.opened()).isEqualTo(1);
        assertThat(buckets.keys()).isEmpty();
    }

    @Test
    void aNameIsUniqueAmongTheActiveBackendsOfATenant() {
        Backend first = register("docs", "bucket-1", "");
        assertThat(Problems.of(() -> register("docs", "bucket-2", "")))
                .isInstanceOf(Problem.AlreadyExists.class);

        backends.remove(supervisor, first.id(), Removal.RETIRE, Alongside.nothing());

        assertThat(register("docs", "bucket-2", "").id()).isNotEqualTo(first.id());
    }

    @Test
    void placesThatContainOneAnotherAreRefusedWhoeverOwnsThem() {
        register("docs", "bucket", "a/b");
        Caller stranger = core.caller(other, "stan@other.test", Role.SUPERVISOR);

        for (String prefix : List.of("", "a", "a/b/c")) {
            assertThat(Problems.of(() -> register("more", "bucket", prefix)))
                    .isInstanceOf(Problem.AlreadyExists.class);
            assertThat(
                            Problems.of(() ->
                                    register(stranger, other, "more", values("bucket", prefix))))
                    .isInstanceOf(Problem.AlreadyExists.class);
        }
        assertThat(Problems.of(() -> register(stranger, other, "same", values("bucket", "a/b"))))
                .isInstanceOf(Problem.AlreadyExists.class);
    }

    @Test
    void placesBesideOneAnotherAreNoOverlap() {
        register("one", "bucket", "a/b");

        assertThat(register("two", "bucket", "a/bc").state()).isEqualTo(State.ACTIVE);
        assertThat(register("three", "bucket2", "").state()).isEqualTo(State.ACTIVE);
    }

    @Test
    void thePlaceOfATenantHasManyNamesAndIsFoundAgain() {
        Backend one = register("one", "bucket", "a");
        Backend two = register("two", "bucket", "a");
        backends.remove(supervisor, one.id(), Removal.FORGET, Alongside.nothing());
        backends.remove(supervisor, two.id(), Removal.FORGET, Alongside.nothing());

        Backend again = register("again", "bucket", "a");

        assertThat(two.locationId()).isEqualTo(one.locationId());
        assertThat(again.locationId()).isEqualTo(one.locationId());
    }

    @Test
    void aForgottenPlaceWithoutObjectsMayBecomeAnothersOne() {
        Backend mistaken = register("docs", "bucket", "");
        backends.remove(supervisor, mistaken.id(), Removal.FORGET, Alongside.nothing());
        Caller stranger = core.caller(other, "stan@other.test", Role.SUPERVISOR);

        assertThat(register(stranger, other, "docs", values("bucket", "")).state())
                .isEqualTo(State.ACTIVE);
    }

    @Test
    void aPlaceThatChangedHandsGoesBackWhenItsTenantIsDeleted() {
        Backend mistaken = register("docs", "bucket", "");
        backends.remove(supervisor, mistaken.id(), Removal.FORGET, Alongside.nothing());
        Backend theirs = register(core.admin, other, "docs", values("bucket", ""));
        backends.remove(core.admin, theirs.id(), Removal.FORGET, Alongside.nothing());

        core.tenants.delete(core.admin, other.id(), Alongside.nothing());

        assertThat(register("docs", "bucket", "").locationId()).isEqualTo(mistaken.locationId());
    }

    @Test
    void aForgottenPlaceWithObjectsStaysItsOwners() {
        Backend mine = register("docs", "bucket", "");
        object(mine, "live");
        backends.remove(supervisor, mine.id(), Removal.FORGET, Alongside.nothing());
        Caller stranger = core.caller(other, "stan@other.test", Role.SUPERVISOR);

        assertThat(Problems.of(() -> register(stranger, other, "docs", values("bucket", ""))))
                .isInstanceOf(Problem.AlreadyExists.class);
    }

    @Test
    void whatIsInUseGoesOnlyByRetiringOrForgetting() {
        Backend backend = register("docs", "bucket", "");
        object(backend, "live");
        object(backend, "doomed");
        place(backend);

        assertThat(Problems.of(() -> remove(backend, Removal.IF_UNUSED)))
                .isEqualTo(
                        new Problem.InUse(
                                "The backend docs is in use: 1 file lies on it and new files go to it."
                                        + " With retire=true it takes no new files and those on it stay"
                                        + " readable; with forget=true its credential is destroyed and"
                                        + " they cannot be read."));

        remove(backend, Removal.RETIRE);
        assertThat(backends.get(supervisor, backend.id()).state()).isEqualTo(State.RETIRED);
        assertThat(credentials.credentialOf(access(backend)).values()).isNotEmpty();

        remove(backend, Removal.FORGET);
        assertThat(credentials.credentialOf(access(backend)).values()).isEmpty();
        assertThat(Problems.of(() -> backends.get(supervisor, backend.id())))
                .isInstanceOf(Problem.NotFound.class);
    }

    @Test
    void anUnusedBackendGoesAndItsCredentialWithIt() {
        Backend backend = register("docs", "bucket", "");

        remove(backend, Removal.IF_UNUSED);

        assertThat(credentials.credentialOf(access(backend)).values()).isEmpty();
        assertThat(backends.list(supervisor, acme.id(), PageRequest.first()).items()).isEmpty();
    }

    @Test
    void aRetiredBackendIsForgottenWhenTheLastObjectIsPurged() {
        Backend backend = register("docs", "bucket", "");
        object(backend, "doomed");
        remove(backend, Removal.IF_UNUSED);
        assertThat(backends.forgetEmptyRetired()).isZero();
        assertThat(credentials.credentialOf(access(backend)).values()).isNotEmpty();

        core.sql("UPDATE object SET state = 'purged'");

        assertThat(backends.forgetEmptyRetired()).isEqualTo(1);
        assertThat(credentials.credentialOf(access(backend)).values()).isEmpty();
    }

    @Test
    void onlyTheTenantsOwnSupervisorsReachItsBackends() {
        Backend backend = register("docs", "bucket", "");
        Caller stranger = core.caller(other, "stan@other.test", Role.SUPERVISOR);
        Caller member = core.caller(acme, "mia@acme.test", Role.MEMBER);

        for (Caller caller : List.of(stranger, member)) {
            assertThat(Problems.of(() -> backends.get(caller, backend.id())))
                    .isInstanceOf(Problem.Forbidden.class);
            assertThat(Problems.of(() -> backends.list(caller, acme.id(), PageRequest.first())))
                    .isInstanceOf(Problem.Forbidden.class);
            assertThat(Problems.of(() -> register(caller, acme, "x", values("b", ""))))
                    .isInstanceOf(Problem.Forbidden.class);
            assertThat(
                            Problems.of(() ->
                                    backends.remove(
                                            caller,
                                            backend.id(),
                                            Removal.FORGET,
                                            Alongside.nothing())))
                    .isInstanceOf(Problem.Forbidden.class);
        }
    }

    @Test
    void foldersAreForSuperAdminsBelowTheAllowedRootsOnly() throws Exception {
        Path outside = Files.createTempDirectory("outside");
        Path link = Files.createSymbolicLink(folder.resolve("link"), outside);

        assertThat(Problems.of(() -> registerFolder(supervisor, folder.resolve("a"))))
                .isInstanceOf(Problem.Forbidden.class);
        assertThat(Problems.of(() -> registerFolder(core.admin, outside)))
                .isInstanceOf(Problem.Invalid.class);
        assertThat(Problems.of(() -> registerFolder(core.admin, link)))
                .isInstanceOf(Problem.Invalid.class);
        assertThat(Problems.of(() -> registerFolder(core.admin, folder.resolve("../outside"))))
                .isInstanceOf(Problem.Invalid.class);
        assertThat(registerFolder(core.admin, folder.resolve("a")).state()).isEqualTo(State.ACTIVE);
        assertThat(Problems.of(() -> registerFolder(core.admin, folder.resolve("a/b"))))
                .isInstanceOf(Problem.AlreadyExists.class);
    }

    private Backend registerFolder(Caller caller, Path path) {
        return backends.register(
                caller,
                acme.id(),
                new NewBackend(
                        "folder-" + Ids.next(),
                        "filesystem",
                        Map.of("path", Secret.of(path.toString())),
                        true),
                Alongside.nothing());
    }

    private void remove(Backend backend, Removal removal) {
        backends.remove(supervisor, backend.id(), removal, Alongside.nothing());
    }

    private void place(Backend backend) {
        core.tx
                .forTenant(acme.id())
                .statement(sql ->
                        sql.update(
                                "UPDATE placement SET backend_id = ? WHERE tenant_id = ?",
                                backend.id(),
                                acme.id()));
    }

    private void object(Backend backend, String state) {
        UUID id = Ids.next();
        core.tx
                .forTenant(acme.id())
                .statement(sql ->
                        sql.update(
                                """
                                INSERT INTO object (tenant_id, id, content_id, location_id, key, state,
                                  node_id, token, format, key_id, charged, created_at, deadline)
                                VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, 'k', 1, now(), now())
                                """,
                                acme.id(),
                                id,
                                id,
                                backend.locationId(),
                                "key-" + id,
                                state,
                                id,
                                id));
    }
}
