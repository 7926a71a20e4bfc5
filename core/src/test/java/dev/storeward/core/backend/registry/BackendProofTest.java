package dev.storeward.core.backend.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.storeward.core.PageRequest;
import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
import dev.storeward.core.audit.AuditEvent;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.Backend.Health;
import dev.storeward.core.backend.verification.Check;
import dev.storeward.core.backend.verification.CheckResult;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.connector.Profile.Trait;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a place must prove before it is stored, and again later. */
class BackendProofTest extends BackendsFixture {
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

    @Test
    void aConnectorThatFailsInAWayOfItsOwnProvesNothingAndBreaksNothing() {
        buckets.fail(new IllegalArgumentException("an interceptor answered another class"));

        assertThat(Problems.of(() -> register("docs", "bucket", "")))
                .isEqualTo(
                        unproven(
                                "write",
                                "unknown",
                                "A small object could not be written: The connector of this place"
                                        + " failed in a way that it does not explain.",
                                "Look into the storage service's own log, then verify again.",
                                ""));
    }

    private static Problem unproven(
            String check, String code, String message, String remedy, String field) {
        return new Problem.Unproven(
                List.of(new Problem.FailedCheck(check, code, message, remedy, field)));
    }

    @Test
    void aProvenBackendKeepsWhatWasLearned() {
        Backend backend = register("docs", "bucket", "");

        assertThat(backend.health()).isEqualTo(Health.VERIFIED);
        assertThat(backend.lastVerifiedAt()).isNotNull();
        assertThat(backend.profile().get(Trait.CONDITIONAL_PUT)).contains(true);
        assertThat(backend.profile().get(Trait.COPY)).contains(false);
        assertThat(backend.profile().get(Trait.METADATA)).contains(true);
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
}
