package dev.storeward.core.backend.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.PageRequest;
import dev.storeward.core.Problem;
import dev.storeward.core.Problem.FieldProblem;
import dev.storeward.core.Problems;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
import dev.storeward.core.audit.AuditEvent;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.Backend.Health;
import dev.storeward.core.backend.Backend.State;
import dev.storeward.core.backend.BackendAccess;
import dev.storeward.core.backend.credential.SealedCredentials;
import dev.storeward.core.backend.verification.Check;
import dev.storeward.core.backend.verification.CheckResult;
import dev.storeward.core.backend.verification.Verifier;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.file.FileNames;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.store.Credential;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.Profile.Trait;
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
    private final SealedCredentials credentials = new SealedCredentials(core.tx, core.sealer());
    private final Backends backends =
            new Backends(
                    core.tx,
                    core.audit,
                    credentials,
                    new RegistrationContext(
                            Map.of(
                                    "test",
                                    buckets,
                                    "filesystem",
                                    new LocalConnector(InstantSource.system())),
                            TestConnector.OUTBOUND,
                            TestConnector.OUTBOUND,
                            new LocalRoots(List.of(folder)),
                            new Verifier(core.random, InstantSource.system())));
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
                InSameTransaction.nothing());
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
                "{}",
                backend.credentialVersion(),
                0);
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
                                InSameTransaction.nothing()));

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
                        unproven(
                                "write",
                                "forbidden",
                                "A small object could not be written: The bucket refuses to be written.",
                                "Grant the credential the permission to write objects.",
                                ""));
        assertThat(backends.list(supervisor, acme.id(), PageRequest.first()).items()).isEmpty();
    }

    private static Problem unproven(
            String check, String code, String message, String remedy, String field) {
        return new Problem.Unproven(
                List.of(new Problem.FailedCheck(check, code, message, remedy, field)));
    }

    private Backend registerUnproven(
            Caller caller, Tenant tenant, String name, String bucket, String prefix) {
        return backends.register(
                caller,
                tenant.id(),
                new NewBackend(name, "test", values(bucket, prefix), false),
                InSameTransaction.nothing());
    }

    @Test
    void whoWantsNoProofIsStillHeldToShapeAndAddress() {
        buckets.fail(new StoreException(Code.UNREACHABLE, "Nobody is there."));

        Backend backend = registerUnproven(supervisor, acme, "docs", "bucket", "");

        assertThat(backend.state()).isEqualTo(State.ACTIVE);
        assertThat(backend.health()).isEqualTo(Health.UNVERIFIED);
        assertThat(backend.lastVerifiedAt()).isNull();
        assertThat(backend.checks()).isEmpty();
        assertThat(buckets.opened()).isZero();
        assertThat(Problems.of(() -> registerUnproven(supervisor, acme, "more", "", "")))
                .isEqualTo(Problem.invalid("settings.bucket", "This field is required."));
        Map<String, Secret> inside = values("bucket", "");
        inside.put("endpoint", Secret.of("https://10.0.0.1"));
        assertThat(
                        Problems.of(() ->
                                backends.register(
                                        supervisor,
                                        acme.id(),
                                        new NewBackend("more", "test", inside, false),
                                        InSameTransaction.nothing())))
                .isInstanceOf(Problem.Invalid.class);
    }

    @Test
    void whoWantsNoProofMayStillNotNameAPlaceThatTrustsAnybody() {
        buckets.distrust(new StoreException(Code.INVALID, "The role trusts anybody."));

        Problem refused =
                Problems.of(() -> registerUnproven(supervisor, acme, "docs", "bucket", ""));

        assertThat(refused)
                .isInstanceOfSatisfying(
                        Problem.Unproven.class,
                        unproven ->
                                assertThat(unproven.failed())
                                        .extracting(Problem.FailedCheck::check)
                                        .containsExactly("trust"));
        assertThat(backends.list(supervisor, acme.id(), PageRequest.first()).items()).isEmpty();
        assertThat(buckets.opened()).isZero();
    }

    @Test
    void aProvenBackendKeepsWhatWasLearned() {
        Backend backend = register("docs", "bucket", "");

        assertThat(backend.health()).isEqualTo(Health.VERIFIED);
        assertThat(backend.lastVerifiedAt()).isNotNull();
        assertThat(backend.profile().get(Trait.CONDITIONAL_PUT)).contains(true);
        assertThat(backend.profile().get(Trait.COPY)).contains(false);
        assertThat(backend.profile().get(Trait.MULTIPART)).contains(false);
        assertThat(backend.checks()).extracting(CheckResult::check).containsExactly(Check.values());
        assertThat(backends.get(supervisor, backend.id())).isEqualTo(backend);
    }

    @Test
    void verifyingAgainTellsAndKeepsWhatChanged() {
        Backend backend = register("docs", "bucket", "");
        buckets.fail(new StoreException(Code.FORBIDDEN, "No."));

        Verified broken = backends.verify(supervisor, backend.id());

        assertThat(broken.verification().failed())
                .extracting(CheckResult::check, CheckResult::code)
                .containsExactly(tuple(Check.WRITE, "forbidden"));
        assertThat(broken.backend().health()).isEqualTo(Health.DEGRADED);
        assertThat(broken.backend().profile()).isEqualTo(backend.profile());
        assertThat(backends.get(supervisor, backend.id())).isEqualTo(broken.backend());

        buckets.mend();
        Verified mended = backends.verify(supervisor, backend.id());
        assertThat(mended.verification().passed()).isTrue();
        assertThat(mended.backend().health()).isEqualTo(Health.VERIFIED);
        assertThat(core.audit.ofTenant(core.admin, acme.id(), PageRequest.first()).items())
                .filteredOn(event -> event.action().equals("backend.verify"))
                .extracting(AuditEvent::details)
                .containsExactly(
                        Map.of(
                                "name", "docs",
                                "health", "verified",
                                "health_before", "degraded",
                                "failed", List.of()),
                        Map.of(
                                "name", "docs",
                                "health", "degraded",
                                "health_before", "verified",
                                "failed", List.of("write:forbidden")));
    }

    @Test
    void anUnprovenNameTakesNoPlaceFromWhoProvesIt() {
        Caller stranger = core.caller(other, "stan@other.test", Role.SUPERVISOR);
        Backend squatting = registerUnproven(stranger, other, "squat", "bucket", "");
        Backend beside = registerUnproven(stranger, other, "beside", "bucket2", "");

        Backend proven = register("docs", "bucket", "team");

        assertThat(proven.health()).isEqualTo(Health.VERIFIED);
        assertThat(Problems.of(() -> backends.get(stranger, squatting.id())))
                .isInstanceOf(Problem.NotFound.class);
        assertThat(credentials.credentialOf(access(squatting)).values()).isEmpty();
        assertThat(backends.get(stranger, beside.id())).isEqualTo(beside);
        assertThat(core.audit.ofTenant(stranger, other.id(), PageRequest.first()).items())
                .first()
                .satisfies(event -> {
                    assertThat(event.action()).isEqualTo("backend.forget");
                    assertThat(event.target()).isEqualTo("backend:" + squatting.id());
                    assertThat(event.details())
                            .isEqualTo(Map.of("name", "squat", "reason", "never_proven"));
                });
    }

    @Test
    void anUnprovenNameWithAFileStays() {
        Caller stranger = core.caller(other, "stan@other.test", Role.SUPERVISOR);
        Backend theirs = registerUnproven(stranger, other, "theirs", "bucket", "");
        object(other, theirs, "live");

        Backend proven = register("docs", "bucket", "");

        assertThat(proven.health()).isEqualTo(Health.VERIFIED);
        assertThat(backends.get(stranger, theirs.id()).state()).isEqualTo(State.ACTIVE);
    }

    @Test
    void aProvenPlaceGoesOnBeingVerifiedWhoeverNamesIt() {
        Backend proven = register("docs", "bucket", "");
        Caller stranger = core.caller(other, "stan@other.test", Role.SUPERVISOR);
        object(other, registerUnproven(stranger, other, "theirs", "bucket", "a"), "live");

        assertThat(backends.verify(supervisor, proven.id()).verification().passed()).isTrue();
        remove(proven, Removal.FORGET);
        assertThat(register("docs", "bucket", "").health()).isEqualTo(Health.VERIFIED);
    }

    @Test
    void anUnprovenDuplicateKeepsNothingAlive() {
        Backend proven = register("docs", "bucket", "");
        object(acme, proven, "live");
        Backend duplicate = registerUnproven(supervisor, acme, "again", "bucket", "");

        assertThat(duplicate.locationId()).isEqualTo(proven.locationId());
        assertThat(Problems.of(() -> remove(proven, Removal.IF_UNUSED)))
                .isInstanceOf(Problem.InUse.class);
    }

    @Test
    void aFailedUploadMakesNoClaim() {
        Caller stranger = core.caller(other, "stan@other.test", Role.SUPERVISOR);
        Backend theirs = registerUnproven(stranger, other, "theirs", "bucket", "");
        object(other, theirs, "doomed");
        object(other, theirs, "writing");

        assertThat(register("docs", "bucket", "").health()).isEqualTo(Health.VERIFIED);
    }

    @Test
    void whoProvesNothingLearnsNotWhichPlacesAreInUse() {
        register("docs", "bucket", "");
        Caller stranger = core.caller(other, "stan@other.test", Role.SUPERVISOR);

        Backend unproven = registerUnproven(stranger, other, "mine", "bucket", "");

        assertThat(unproven.state()).isEqualTo(State.ACTIVE);
        assertThat(Problems.of(() -> backends.verify(stranger, unproven.id())))
                .isInstanceOf(Problem.AlreadyExists.class);
        assertThat(backends.get(stranger, unproven.id()).health()).isEqualTo(Health.UNVERIFIED);
        assertThat(Problems.of(() -> registerUnproven(core.admin, other, "more", "bucket", "a")))
                .isInstanceOf(Problem.AlreadyExists.class);
    }

    @Test
    void aBackendIsFoundByItsNameWhileItIsActive() {
        Backend backend = register("docs", "bucket", "");

        assertThat(backends.byName(supervisor, acme.id(), "docs")).isEqualTo(backend);
        remove(backend, Removal.RETIRE);
        assertThat(Problems.of(() -> backends.byName(supervisor, acme.id(), "docs")))
                .isInstanceOf(Problem.NotFound.class);
    }

    @Test
    void whoHoldsNoCredentialOfABucketLearnsNotWhetherItIsInUse() {
        register("docs", "bucket", "");
        Caller stranger = core.caller(other, "stan@other.test", Role.SUPERVISOR);
        buckets.fail(new StoreException(Code.UNAUTHENTICATED, "The keys are wrong."));

        for (String bucket : List.of("bucket", "unused")) {
            assertThat(Problems.of(() -> register(stranger, other, "mine", values(bucket, ""))))
                    .isEqualTo(
                            unproven(
                                    "write",
                                    "unauthenticated",
                                    "A small object could not be written: The keys are wrong.",
                                    "Correct the credential, or make a new one.",
                                    "secret_key"));
        }
    }

    @Test
    void aPlaceThatCannotBeListedIsRefusedWithThePermissionItLacks() {
        buckets.failListing(new StoreException(Code.FORBIDDEN, "Access denied."));

        assertThat(Problems.of(() -> register("docs", "bucket", "")))
                .isEqualTo(
                        unproven(
                                "list",
                                "forbidden",
                                "The objects could not be listed: Access denied.",
                                "Grant the credential the permission to list objects.",
                                ""));
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

        backends.remove(supervisor, first.id(), Removal.RETIRE, InSameTransaction.nothing());

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
        backends.remove(supervisor, one.id(), Removal.FORGET, InSameTransaction.nothing());
        backends.remove(supervisor, two.id(), Removal.FORGET, InSameTransaction.nothing());

        Backend again = register("again", "bucket", "a");

        assertThat(two.locationId()).isEqualTo(one.locationId());
        assertThat(again.locationId()).isEqualTo(one.locationId());
    }

    @Test
    void aForgottenPlaceWithoutObjectsMayBecomeAnothersOne() {
        Backend mistaken = register("docs", "bucket", "");
        backends.remove(supervisor, mistaken.id(), Removal.FORGET, InSameTransaction.nothing());
        Caller stranger = core.caller(other, "stan@other.test", Role.SUPERVISOR);

        assertThat(register(stranger, other, "docs", values("bucket", "")).state())
                .isEqualTo(State.ACTIVE);
    }

    @Test
    void aPlaceThatChangedHandsGoesBackWhenItsTenantIsDeleted() {
        Backend mistaken = register("docs", "bucket", "");
        backends.remove(supervisor, mistaken.id(), Removal.FORGET, InSameTransaction.nothing());
        Backend theirs = register(core.admin, other, "docs", values("bucket", ""));
        backends.remove(core.admin, theirs.id(), Removal.FORGET, InSameTransaction.nothing());

        core.tenants.delete(core.admin, other.id(), InSameTransaction.nothing());

        assertThat(register("docs", "bucket", "").locationId()).isEqualTo(mistaken.locationId());
    }

    @Test
    void aForgottenPlaceWithObjectsStaysItsOwners() {
        Backend mine = register("docs", "bucket", "");
        object(mine, "live");
        backends.remove(supervisor, mine.id(), Removal.FORGET, InSameTransaction.nothing());
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
                                            InSameTransaction.nothing())))
                    .isInstanceOf(Problem.Forbidden.class);
        }
    }

    @Test
    void foldersAreForSuperAdminsBelowTheAllowedRootsOnly() throws Exception {
        Path outside = Files.createTempDirectory("outside");
        Path link = Files.createSymbolicLink(folder.resolve("link"), outside);

        assertThat(Problems.of(() -> registerFolder(supervisor, folder.resolve("a"))))
                .isInstanceOf(Problem.Forbidden.class);
        for (Path elsewhere :
                List.of(
                        outside,
                        Path.of("/etc"),
                        folder.resolveSibling("data"),
                        folder.getRoot())) {
            assertThat(Problems.of(() -> registerFolder(core.admin, elsewhere)))
                    .isInstanceOf(Problem.Invalid.class);
        }
        assertThat(Problems.of(() -> registerFolder(core.admin, link.resolve("below"))))
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
                InSameTransaction.nothing());
    }

    private void remove(Backend backend, Removal removal) {
        backends.remove(supervisor, backend.id(), removal, InSameTransaction.nothing());
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
        object(acme, backend, state);
    }

    private void object(Tenant owner, Backend backend, String state) {
        UUID id = Ids.next();
        core.tx
                .forTenant(owner.id())
                .statement(sql ->
                        sql.update(
                                """
                                INSERT INTO object (tenant_id, id, content_id, location_id, key, state,
                                  node_id, token, format, key_id, charged, created_at, deadline)
                                VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, 'k', 1, now(), now())
                                """,
                                owner.id(),
                                id,
                                id,
                                backend.locationId(),
                                "key-" + id,
                                state,
                                id,
                                id));
    }
}
