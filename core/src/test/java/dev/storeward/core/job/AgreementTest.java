package dev.storeward.core.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.db.Ids;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AgreementTest {
    private static final String SHARED = "STOREWARD_SHARED_URL";
    private static final Node.MasterKeysAtHand KEYS =
            new Node.MasterKeysAtHand(List.of("mk_1"), "mk_1");

    private final CoreFixture core = CoreFixture.start();
    private final AtomicReference<Duration> waited = new AtomicReference<>(Duration.ZERO);

    @AfterEach
    void close() {
        core.close();
    }

    private static Agreement shared(String place) {
        return new Agreement(Map.of(SHARED, place, "STOREWARD_ALLOW_ENDPOINTS", ""), "");
    }

    private UUID joined(Agreement agreement, String name) {
        UUID id = Ids.next();
        agreement.join(core.tx, new Agreement.Joining(id, name, KEYS), this::silence);
        return id;
    }

    private void silence(Duration length) {
        waited.updateAndGet(before -> before.plus(length));
    }

    /** While the newcomer waits, the others beat. */
    private void beating(Duration length) {
        silence(length);
        core.sql("UPDATE node SET heartbeat_at = heartbeat_at + interval '1 second'");
    }

    private long nodes() {
        return core.tx
                .forSystem()
                .statement(
                        sql -> sql.one("SELECT count(*) AS n FROM node", row -> row.number("n")));
    }

    @Test
    void nodesThatAgreeJoinAtOnce() {
        joined(shared("s3 acme"), "one");
        joined(shared("s3 acme"), "two");

        assertThat(nodes()).isEqualTo(2);
        assertThat(waited.get()).isZero();
    }

    @Test
    void aNodeThatDiffersFromOneThatBeatsDoesNotStart() {
        joined(shared("s3 acme"), "one");

        assertThatThrownBy(() ->
                        shared("file /data/objects")
                                .join(
                                        core.tx,
                                        new Agreement.Joining(Ids.next(), "two", KEYS),
                                        this::beating))
                .isInstanceOf(DisagreementException.class)
                .hasMessage(
                        "STOREWARD_SHARED_URL must be the same on all nodes: it is file /data/objects"
                                + " here, and s3 acme on the node one. Correct one of them, or stop"
                                + " the other nodes first.");
        assertThat(nodes()).isEqualTo(1);
    }

    @Test
    void whatANodeThatWasKilledAMomentAgoSaidHoldsNoLonger() {
        joined(shared("s3 acme"), "killed");

        joined(shared("s3 other"), "its successor");

        assertThat(nodes()).isEqualTo(2);
        assertThat(waited.get()).isGreaterThan(Duration.ofSeconds(2L * Node.BEAT_SECONDS));
    }

    @Test
    void aNodeOnAFolderOfItsOwnHasNoneBesideIt() {
        Agreement alone =
                new Agreement(Map.of(SHARED, "file /data"), "STOREWARD_SHARED_URL is a folder.");
        joined(alone, "one");

        assertThatThrownBy(() ->
                        alone.join(
                                core.tx,
                                new Agreement.Joining(Ids.next(), "two", KEYS),
                                this::beating))
                .isInstanceOf(DisagreementException.class)
                .hasMessage(
                        "Another node works on this database (one), and STOREWARD_SHARED_URL is a"
                                + " folder.");
        core.sql("UPDATE node SET heartbeat_at = now() - interval '31 seconds'");
        joined(alone, "three");
        assertThat(nodes()).isEqualTo(2);
    }

    @Test
    void aNodeOfAnEarlierVersionSaysNothingAndIsNotAskedAbout() {
        joined(shared("s3 acme"), "old");
        core.sql("UPDATE node SET agreed = NULL");

        joined(shared("s3 other"), "new");

        assertThat(nodes()).isEqualTo(2);
        assertThat(waited.get()).isZero();
    }
}
