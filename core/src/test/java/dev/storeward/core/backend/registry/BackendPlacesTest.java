package dev.storeward.core.backend.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.Backend.State;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.store.Secret;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which places may be registered beside, inside and after one another. */
class BackendPlacesTest extends BackendsFixture {
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://[::ffff:127.0.0.1]:9000",
                "https://[::ffff:7f00:1]:9000",
                "https://[0:0:0:0:0:FFFF:127.0.0.1]:9000",
                "https://localhost:9000",
                "https://127.0.0.1:9000"
            })
    void anAddressIsOnePlaceHoweverItIsSpelled(String spelling) {
        for (String kept : List.of("https://127.0.0.1:9000", spelling)) {
            Backend first = at("https://127.0.0.1:9000", "a");
            written(first, kept);

            assertThat(at(spelling, "a").locationId()).isEqualTo(first.locationId());
            assertThat(Problems.of(() -> at(spelling, "a/b")))
                    .isInstanceOf(Problem.AlreadyExists.class);
            assertThat(at(spelling.replace("9000", "9001"), "a").locationId())
                    .isNotEqualTo(first.locationId());
        }
    }

    private Backend at(String endpoint, String prefix) {
        Map<String, Secret> values = values("bucket", prefix);
        values.put("endpoint", Secret.of(endpoint));
        return register(supervisor, acme, "at-" + Ids.next(), values);
    }

    /** As versions before the one form of addresses wrote it. */
    private void written(Backend backend, String endpoint) {
        core.tx
                .forSystem()
                .statement(sql ->
                        sql.update(
                                "UPDATE location SET endpoint = ? WHERE id = ?",
                                endpoint,
                                backend.locationId()));
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
}
