package dev.storeward.core.backend.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.PageRequest;
import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.Backend.State;
import org.junit.jupiter.api.Test;

/** Backends that are retired and forgotten. */
class BackendRemovalTest extends BackendsFixture {
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

    private void place(Backend backend) {
        core.tx
                .forTenant(acme.id())
                .statement(sql ->
                        sql.update(
                                "UPDATE placement SET backend_id = ? WHERE tenant_id = ?",
                                backend.id(),
                                acme.id()));
    }
}
