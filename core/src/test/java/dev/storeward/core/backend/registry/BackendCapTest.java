package dev.storeward.core.backend.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Caps;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.db.InSameTransaction;
import org.junit.jupiter.api.Test;

/** Storage configurations that a supervisor registers without end. */
class BackendCapTest extends BackendsFixture {
    private final Backends few =
            new Backends(
                    core.tx,
                    core.audit,
                    credentials,
                    new RegistrationContext(
                            context.connectors(),
                            context.tenantsOutbound(),
                            context.operatorsOutbound(),
                            context.roots(),
                            context.verifier(),
                            new Caps(9, 9, 9, 2, 9)));

    private Backend register(Caller caller, String name) {
        return few.register(
                caller,
                acme.id(),
                new NewBackend(name, "test", values(name, ""), true),
                InSameTransaction.nothing());
    }

    @Test
    void aTenantHasSoManyThatAreNotForgotten() {
        Backend first = register(supervisor, "one");
        register(supervisor, "two");

        assertThat(Problems.of(() -> register(supervisor, "three")))
                .isEqualTo(
                        new Problem.InUse(
                                "There are 2 storage configurations of this tenant already, which is the most."
                                        + " Remove some, or ask the operator of the platform."));
        assertThat(register(core.admin, "of-the-operator").name()).isEqualTo("of-the-operator");

        remove(first, Removal.FORGET);
        assertThat(Problems.of(() -> register(supervisor, "three")))
                .as("the operator's counts")
                .isInstanceOf(Problem.InUse.class);
    }
}
