package dev.storeward.core.backend.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.operator.DedicatedBuckets;
import dev.storeward.core.backend.operator.SharedBackend;
import dev.storeward.core.db.InSameTransaction;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The names of the operator's storage mean nothing else. */
class ReservedNamesTest extends BackendsFixture {
    @ParameterizedTest
    @ValueSource(strings = {SharedBackend.NAME, DedicatedBuckets.NAME})
    void noBackendOfATenantIsCalledLikeTheOperators(String name) {
        Problem reserved =
                Problem.invalid("name", "Is reserved for the operator's storage: choose another.");
        Backend docs = register("docs", "bucket", "");

        assertThat(Problems.of(() -> register(name, "another", ""))).isEqualTo(reserved);
        assertThat(Problems.of(() -> rename(docs, name))).isEqualTo(reserved);
        assertThat(
                        Problems.of(() ->
                                new Candidates(core.tx, core.audit, credentials, context)
                                        .check(
                                                supervisor,
                                                acme.id(),
                                                new NewBackend(
                                                        name, "test", values("b", ""), true))))
                .isEqualTo(reserved);
    }

    @Test
    void aBackendThatWasCalledSoBeforeKeepsWorking() {
        Backend old = register("docs", "bucket", "");
        core.tx
                .forSystem()
                .statement(sql ->
                        sql.update("UPDATE backend SET name = 'shared' WHERE id = ?", old.id()));

        assertThat(rename(old, "shared").name()).isEqualTo("shared");
        assertThat(rename(old, "docs").name()).isEqualTo("docs");
    }

    private Backend rename(Backend backend, String name) {
        return new BackendChanges(core.tx, core.audit, credentials, context)
                .change(
                        supervisor,
                        backend.id(),
                        new BackendChange(Optional.of(name), Map.of()),
                        InSameTransaction.nothing());
    }
}
