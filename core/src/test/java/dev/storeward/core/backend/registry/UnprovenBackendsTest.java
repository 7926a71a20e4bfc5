package dev.storeward.core.backend.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.PageRequest;
import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.Backend.Health;
import dev.storeward.core.backend.Backend.State;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.store.Secret;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Places that were stored without a proof take nothing from those who give one. */
class UnprovenBackendsTest extends BackendsFixture {
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
}
