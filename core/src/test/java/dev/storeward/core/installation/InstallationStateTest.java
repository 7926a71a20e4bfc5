package dev.storeward.core.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.access.Role;
import dev.storeward.core.crypto.Installation;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.installation.InstallationStatus.Release;
import dev.storeward.core.installation.InstallationStatus.State;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationStateTest {
    private static final DatabaseHome HERE = DatabaseHome.embedded("8:1", "boot-1");
    private static final DatabaseHome ELSEWHERE = DatabaseHome.embedded("8:2", "boot-1");

    private final CoreFixture core = CoreFixture.start();
    private final Path keys;
    private final Installation installation;

    InstallationStateTest(@TempDir Path folder) {
        this.keys = folder.resolve("master.key");
        this.installation = open();
    }

    @AfterEach
    void close() {
        core.close();
    }

    private Installation open() {
        return Installation.open(core.tx, keys, core.random, InstantSource.system());
    }

    private InstallationState start(DatabaseHome home) {
        return InstallationState.start(core.tx, core.audit, installation, home, UUID::randomUUID);
    }

    private InstallationStatus status(InstallationState state) {
        return state.status(core.admin);
    }

    private InstallationStatus release(InstallationState state, Release as) {
        return state.release(core.admin, as, InSameTransaction.nothing());
    }

    private List<String> audited() {
        return core.tx
                .forSystem()
                .statement(sql ->
                        sql.list(
                                "SELECT action || ' ' || actor_email AS t FROM audit"
                                        + " WHERE action LIKE 'installation.%' ORDER BY at, id",
                                row -> row.text("t")));
    }

    private UUID location() {
        UUID id = UUID.randomUUID();
        core.sql(
                "INSERT INTO location (id, connector, endpoint, bucket, prefix, created_at) VALUES ('%s', 'test', 'e', '%s', '', now())"
                        .formatted(id, id));
        return id;
    }

    private void node(String heartbeat) {
        core.sql(
                "INSERT INTO node (id, name, started_at, heartbeat_at, master_keys, seals_under)"
                        + " VALUES (gen_random_uuid(), 'n', now(), "
                        + heartbeat
                        + ", '{}', 'mk')");
    }

    @Test
    void theFirstStartRecordsWhereItRuns() {
        InstallationStatus status = status(start(HERE));

        assertThat(status.state()).isEqualTo(State.NORMAL);
        assertThat(status.recordedAt()).matches("EMBEDDED [0-9]+ - 8:1 -");
        assertThat(status.foundAt()).isNull();
        assertThat(status.run()).isNotNull();
        assertThat(audited()).isEmpty();
    }

    @Test
    void aStartElsewhereIsARestoredCopyUntilItIsDecided() {
        start(HERE);

        InstallationState copy = start(ELSEWHERE);

        InstallationStatus status = status(copy);
        assertThat(status.state()).isEqualTo(State.RESTORED_COPY);
        assertThat(status.recordedAt()).endsWith(" 8:1 -");
        assertThat(status.foundAt()).endsWith(" 8:2 -");
        assertThat(status.since()).isNotNull();
        assertThat(copy.undecided()).isTrue();
        assertThat(copy.holdsBack(UUID.randomUUID())).isTrue();
        assertThat(copy.glance()).isEqualTo(new InstallationState.Glance(true, 0));
        assertThat(status(start(ELSEWHERE)).since()).isEqualTo(status.since());
        assertThat(audited()).containsExactly("installation.found_copied storeward");
    }

    @Test
    void aStartWhereItIsRecordedHasNothingToDecideAnyMore() {
        start(HERE);
        start(ELSEWHERE);

        assertThat(status(start(HERE)).state()).isEqualTo(State.NORMAL);
    }

    @Test
    void aMovedInstallationKeepsItsIdAndGoesOn() {
        start(HERE);
        UUID id = installation.id();
        InstallationState moved = start(ELSEWHERE);
        UUID run = status(moved).run();

        InstallationStatus after = release(moved, Release.MOVED);

        assertThat(after.state()).isEqualTo(State.NORMAL);
        assertThat(after.id()).isEqualTo(id);
        assertThat(after.recordedAt()).endsWith(" 8:2 -");
        assertThat(after.run()).isNotEqualTo(run);
        assertThat(after.copyOf()).isNull();
        assertThat(moved.undecided()).isFalse();
        assertThat(status(start(ELSEWHERE)).state()).isEqualTo(State.NORMAL);
        assertThat(audited())
                .containsExactly(
                        "installation.found_copied storeward",
                        "installation.release admin@localhost");
    }

    @Test
    void aCopyBecomesAnotherInstallationAndLeavesThePlacesOfBefore() {
        start(HERE);
        UUID id = installation.id();
        Installation secondNode = open();
        location();
        InstallationState copy = start(ELSEWHERE);
        location();

        InstallationStatus after = release(copy, Release.COPY);

        assertThat(after.state()).isEqualTo(State.NORMAL);
        assertThat(after.id()).isNotEqualTo(id);
        assertThat(after.copyOf()).isEqualTo(id);
        assertThat(after.leftLocations()).as("not what it registered itself").isEqualTo(1);
        assertThat(installation.id()).isEqualTo(after.id());
        assertThat(core.tx.forSystem().statement(secondNode::recognises)).isTrue();
        core.tx.forSystem().run(secondNode::follow);
        assertThat(secondNode.id()).isEqualTo(after.id());
        assertThat(open().id()).isEqualTo(after.id());
        location();
        assertThat(status(copy).leftLocations()).isEqualTo(1);
    }

    @Test
    void thereIsNothingToDecideWhereItIsRecorded() {
        InstallationState state = start(HERE);

        for (Release as : Release.values()) {
            assertThatThrownBy(() -> release(state, as))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem()).isInstanceOf(Problem.InUse.class));
        }
    }

    @Test
    void aCopyWithTheSameFingerprintCanBeDeclaredWhereAnotherRunPurges() {
        InstallationState state = start(HERE);
        UUID frozen = location();
        core.sql(
                "UPDATE location SET frozen_by = '"
                        + UUID.randomUUID()
                        + "', frozen_at = now() WHERE id = '"
                        + frozen
                        + "'");
        assertThat(status(state).frozen()).hasSize(1);

        InstallationStatus after = release(state, Release.COPY);

        assertThat(after.copyOf()).isNotNull();
        assertThat(after.frozenLocations()).isZero();
        assertThat(after.leftLocations()).isEqualTo(1);
    }

    @Test
    void onlySuperAdminsSeeAndDecide() {
        InstallationState state = start(HERE);
        var supervisor = core.caller(core.tenant("t"), "s@example.com", Role.SUPERVISOR);

        assertThatThrownBy(() -> state.status(supervisor)).isInstanceOf(ProblemException.class);
        assertThatThrownBy(
                        () -> state.release(supervisor, Release.MOVED, InSameTransaction.nothing()))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void aRestartOnTheSameStartOfTheMachineGoesOnWithItsRun() {
        UUID run = status(start(HERE)).run();

        assertThat(status(start(HERE)).run()).isEqualTo(run);
        assertThat(status(start(DatabaseHome.embedded("8:1", "boot-2"))).run()).isNotEqualTo(run);
    }

    @Test
    void aMachineThatTellsNoStartBeginsARunEachTime() {
        DatabaseHome silent = DatabaseHome.embedded("8:1", "");
        UUID run = status(start(silent)).run();

        assertThat(status(start(silent)).run()).isNotEqualTo(run);
    }

    @Test
    void aNodeThatJoinsALivingClusterTakesItsRun() {
        UUID run = status(start(HERE)).run();
        node("now()");

        assertThat(status(start(DatabaseHome.embedded("8:1", "boot-2"))).run()).isEqualTo(run);
    }

    @Test
    void heartbeatsThatACopyBroughtAlongAreNoLivingNodes() {
        UUID run = status(start(HERE)).run();
        node("pg_postmaster_start_time() - interval '1 second'");
        node("now() + interval '1 minute'");

        assertThat(status(start(DatabaseHome.embedded("8:1", "boot-2"))).run()).isNotEqualTo(run);
    }
}
