package dev.storeward.core.backend.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.BackendAccessTable;
import dev.storeward.core.backend.BackendAccessTable.Reach;
import dev.storeward.core.backend.Reaches;
import dev.storeward.core.db.Tx;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is remembered of the way to a location is what anybody would read of it now. */
class ReachesTest extends BackendsFixture {
    private final Reaches one = new Reaches(core.tx);
    private final Reaches another = new Reaches(core.tx);
    private final Backend backend = register("docs", "bucket", "a");
    private final UUID location = backend.locationId();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE backend SET credential_version = credential_version + 1",
                "UPDATE backend SET revision = revision + 1",
                "UPDATE backend SET name = 'renamed'",
                "UPDATE backend SET state = 'retired'",
                "UPDATE backend SET state = 'forgotten'",
                "UPDATE backend SET proven = NOT proven",
                "UPDATE backend SET connector = 'other'",
                "UPDATE backend SET tenant_id = NULL",
                "UPDATE location SET bucket = 'moved'",
                "UPDATE location SET owner_tenant_id = NULL"
            })
    void aChangeIsSeenByEveryNode(String change) {
        assertThat(remembered(one)).isEqualTo(now());
        assertThat(remembered(another)).isEqualTo(now());
        long before = version();

        core.tx.forSystem().run(sql -> sql.update(change));

        assertThat(version()).as(change).isGreaterThan(before);
        assertThat(remembered(one)).as(change).isEqualTo(now());
        assertThat(remembered(another)).as(change).isEqualTo(now());
    }

    @Test
    void anotherWayToTheSameBucketIsSeen() {
        remembered(one);
        Backend second = register("second", "bucket", "a");

        assertThat(remembered(one)).isEqualTo(now());
        remove(second, Removal.FORGET);
        assertThat(remembered(one)).isEqualTo(now());
        assertThat(remembered(one).access()).isEqualTo(now().access()).isNotNull();
        remove(backend, Removal.FORGET);
        assertThat(remembered(one).access()).isNull();
    }

    @Test
    void aVerificationThatFindsTheSameChangesNothing() {
        backends.verify(supervisor, backend.id());
        long before = version();

        backends.verify(supervisor, backend.id());

        assertThat(version()).isEqualTo(before);
    }

    @Test
    void aChangeThatIsNotCommittedIsSeenByNobodyAndKeepsNobodyWaiting() {
        Reach before = remembered(one);
        core.tx
                .forSystem()
                .run(sql -> {
                    sql.update("UPDATE backend SET revision = revision + 1");
                    // A second change of the same location does not wait for the first.
                    Reach after =
                            beside(() -> {
                                assertThat(remembered(one)).isEqualTo(before);
                                core.tx
                                        .forSystem()
                                        .run(other ->
                                                other.update(
                                                        "UPDATE location SET bucket = 'moved'"));
                                return remembered(one);
                            });
                    assertThat(after.bucket()).isEqualTo("moved");
                });
        assertThat(remembered(one)).isEqualTo(now()).isNotEqualTo(before);
    }

    @Test
    void whatOneTenantSeesIsNotRememberedForAnother() {
        assertThat(one.of(acme.id(), location, version()).access()).isNotNull();
        core.tx.forSystem().run(sql -> sql.update("UPDATE location SET owner_tenant_id = NULL"));

        assertThat(one.of(acme.id(), location, version()).access()).isNotNull();
        assertThat(one.of(other.id(), location, version()).access()).isNull();
    }

    /** Another request meanwhile. */
    private static <T> T beside(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work).orTimeout(30, TimeUnit.SECONDS).join();
    }

    private Reach remembered(Reaches reaches) {
        return reaches.of(acme.id(), location, version());
    }

    private Reach now() {
        return acmes().statement(sql -> BackendAccessTable.reach(sql, location));
    }

    /** As the row of a file tells it. */
    private long version() {
        return acmes().statement(sql ->
                sql.one(
                        "SELECT version FROM location_reach WHERE location_id = ?",
                        row -> row.number("version"),
                        location));
    }

    private Tx.Scope acmes() {
        return core.tx.forTenant(acme.id());
    }
}
