package dev.storeward.core.object;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.db.Ids;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a store that keeps no metadata holds under the key of a write that was cut off. */
class OwnershipTest {
    private final Purging purging = new Purging();
    private final UUID place = purging.location("plain");
    private final UUID content = Ids.next();

    @AfterEach
    void close() {
        purging.close();
    }

    private boolean removed(byte[] stored) {
        purging.unmarked(place, "plain", "k", content, stored);
        assertThat(purging.sweeper.sweep()).isEqualTo(1);
        assertThat(purging.states(place)).containsExactly("doomed 1");
        return !purging.bucket("plain").holds("k");
    }

    private byte[] ours(int size) {
        return purging.encrypted(purging.tenant, content, size);
    }

    @Test
    void anObjectOfOneSegmentIsOursWhenItOpens() {
        assertThat(removed(ours(1_000))).isTrue();
    }

    @Test
    void anEmptyContentIsOursWhenItOpens() {
        assertThat(removed(ours(0))).isTrue();
    }

    @Test
    void anObjectOfManySegmentsIsOursWhenItsFirstOpens() {
        assertThat(removed(ours(200_000))).isTrue();
    }

    @Test
    void anothersObjectStays() {
        assertThat(removed(new byte[ours(1_000).length])).isFalse();
    }

    @Test
    void anObjectTooSmallForOursStays() {
        assertThat(removed(new byte[] {1, 2, 3})).isFalse();
    }

    @Test
    void anotherContentOfTheSameTenantStays() {
        assertThat(removed(purging.encrypted(purging.tenant, Ids.next(), 1_000))).isFalse();
    }

    @Test
    void theSameContentOfAnotherTenantStays() {
        UUID other = purging.core.tenant("other").id();
        assertThat(removed(purging.encrypted(other, content, 1_000))).isFalse();
    }

    @Test
    void wherePlacesKeepMetadataWhatHasNoMarkIsAnothers() {
        purging.profile(place, "{\"metadata\":true}");
        assertThat(removed(ours(1_000))).isFalse();
    }

    @Test
    void whereAPlaceWasFoundToDropMetadataTheBytesTell() {
        purging.profile(place, "{\"metadata\":false}");
        assertThat(removed(ours(1_000))).isTrue();
    }

    @Test
    void aMarkOfAnotherRowIsNotLookedBehind() {
        purging.unmarked(place, "plain", "k", content, ours(10));
        purging.bucket("plain").hold("k", Ids.next());

        assertThat(purging.sweeper.sweep()).isEqualTo(1);

        assertThat(List.of(purging.bucket("plain").holds("k"))).containsExactly(true);
    }
}
