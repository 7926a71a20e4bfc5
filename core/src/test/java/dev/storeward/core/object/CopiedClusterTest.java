package dev.storeward.core.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An installation and a copy that runs beside it: who may remove what from the bucket. */
class CopiedClusterTest {
    private static final Duration EIGHT_MINUTES = Duration.ofMinutes(8);

    private Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private final Cluster.Identity identity = Cluster.Identity.fresh();
    private final InstantSource clock = () -> now;
    private final Cluster original = new Cluster(identity, clock);
    private final Cluster copy = new Cluster(identity, clock);

    @AfterEach
    void close() {
        copy.close();
        original.close();
    }

    private String marker() throws IOException {
        try (ObjectBody body = identity.bucket().get(markerKey(), ByteRange.all())) {
            return new String(body.stream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private ObjectKey markerKey() {
        return new ObjectKey(".storeward/" + identity.installation());
    }

    private void pass(Duration time) {
        now = now.plus(time);
        for (Cluster cluster : new Cluster[] {original, copy}) {
            cluster.core.sql("UPDATE object SET purge_after = now() WHERE state = 'doomed'");
            cluster.core.sql("UPDATE purge_place SET next_at = now()");
        }
    }

    @Test
    void whatTheCopyDeletesStaysWhileTheOriginalLives() {
        original.object("live");
        copy.object("doomed");
        original.renewal.run();

        for (int round = 0; round < 10; round++) {
            assertThat(copy.sweeper.sweep()).isZero();
            pass(Duration.ofMinutes(3));
            original.renewal.run();
        }

        assertThat(copy.bucketHolds(Cluster.KEY)).isTrue();
        assertThat(copy.stateOfObject()).isEqualTo("doomed");
        assertThat(copy.errorOfPlace())
                .isEqualTo(
                        "Another run of this installation purges here: %s. This one is %s and deletes nothing until that one is silent for ten minutes. When one of the two is a copy, say so there: storeward ctl installation release --copy.",
                        original.run, copy.run);
        assertThat(copy.frozenBy()).isEqualTo(original.run.toString());
        assertThat(original.frozenBy()).isEmpty();
    }

    @Test
    void theCopysRenewalFreezesAPlaceBeforeAnythingIsToBePurged() {
        original.renewal.run();

        copy.renewal.run();

        assertThat(copy.frozenBy()).isEqualTo(original.run.toString());
    }

    @Test
    void aRunTakesOverWhatItHasSeenUnchangedForTenMinutes() throws IOException {
        original.renewal.run();
        copy.object("doomed");
        assertThat(copy.sweeper.sweep()).isZero();

        pass(Duration.ofMinutes(10).minusSeconds(1));
        assertThat(copy.sweeper.sweep()).isZero();
        assertThat(marker()).startsWith("run " + original.run + " renewed ");

        pass(Duration.ofSeconds(1));
        assertThat(copy.sweeper.sweep()).isZero();
        assertThat(marker()).isEqualTo("run %s renewed %s\n", copy.run, now);
        assertThat(copy.frozenBy()).isEmpty();

        pass(Duration.ZERO);
        assertThat(copy.sweeper.sweep()).isEqualTo(1);
        assertThat(copy.bucketHolds(Cluster.KEY)).isFalse();
    }

    @Test
    void aRenewalBeginsTheTenMinutesAnew() {
        original.renewal.run();
        copy.object("doomed");
        assertThat(copy.sweeper.sweep()).isZero();
        pass(EIGHT_MINUTES);
        original.renewal.run();
        assertThat(copy.sweeper.sweep()).isZero();

        pass(EIGHT_MINUTES);

        assertThat(copy.sweeper.sweep()).isZero();
        assertThat(copy.frozenBy()).isEqualTo(original.run.toString());
    }

    @Test
    void aRunThatWasTakenOverFromPurgesNoMore() {
        original.renewal.run();
        copy.renewal.run();
        pass(Duration.ofMinutes(10));
        copy.renewal.run();
        original.object("doomed");

        assertThat(original.sweeper.sweep()).isZero();

        assertThat(original.frozenBy()).isEqualTo(copy.run.toString());
        assertThat(original.bucketHolds(Cluster.KEY)).isTrue();
    }

    @Test
    void aMarkerOfEarlierVersionsNamesNoRunAndIsTaken() throws IOException {
        identity.bucket().put(markerKey(), Content.of(new byte[0]), PutOptions.defaults());
        original.object("doomed");

        assertThat(original.sweeper.sweep()).isEqualTo(1);

        assertThat(marker()).isEqualTo("run %s renewed %s\n", original.run, now);
    }

    @Test
    void aMarkerThatSaysSomethingElseHoldsThePlace() {
        identity.bucket()
                .put(
                        markerKey(),
                        Content.of("something".getBytes(StandardCharsets.UTF_8)),
                        PutOptions.defaults());
        original.object("doomed");

        assertThat(original.sweeper.sweep()).isZero();

        assertThat(original.errorOfPlace())
                .startsWith("The location's marker is none that this version knows.");
        assertThat(original.bucketHolds(Cluster.KEY)).isTrue();
    }

    @Test
    void aMarkerOfAnotherInstallationHoldsThePlace() {
        UUID other = UUID.randomUUID();
        identity.bucket()
                .put(
                        new ObjectKey(".storeward/" + other),
                        Content.of(new byte[0]),
                        PutOptions.defaults());

        assertThatThrownBy(
                        () -> original.markers.requireOurs(identity.location(), identity.bucket()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("belongs to another installation")
                .hasMessageContaining(other.toString());
    }

    @Test
    void anUndecidedCopyTakesNothingBackRemovesNothingAndMarksNothing() {
        copy.core.sql("UPDATE installation SET found_fingerprint = 'elsewhere'");
        copy.object("writing");

        assertThat(copy.sweeper.sweep()).isZero();
        copy.renewal.run();
        assertThat(copy.stateOfObject()).isEqualTo("writing");

        copy.core.sql("UPDATE object SET state = 'doomed', purge_after = now()");
        copy.sweeper.sweep(copy.tenant, identity.object());
        assertThat(copy.sweeper.sweep()).isZero();
        assertThat(copy.stateOfObject()).isEqualTo("doomed");
        assertThat(copy.bucketHolds(Cluster.KEY)).isTrue();
        assertThat(copy.bucketHolds(markerKey().value())).isFalse();
    }

    @Test
    void rowsAtAPlaceLeftToTheOriginalEndAndItsBytesStay() {
        copy.core.sql("UPDATE location SET left_to = '" + UUID.randomUUID() + "'");
        copy.object("doomed");

        copy.sweeper.sweep();
        copy.core.sql("UPDATE object SET purge_after = now()");
        copy.sweeper.sweep();

        assertThat(copy.stateOfObject()).isEqualTo("purged");
        assertThat(copy.bucketHolds(Cluster.KEY)).isTrue();
        copy.renewal.run();
        assertThat(copy.bucketHolds(markerKey().value())).isFalse();
    }
}
