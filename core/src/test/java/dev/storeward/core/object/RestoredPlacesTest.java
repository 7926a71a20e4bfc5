package dev.storeward.core.object;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.backup.Sample;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a restore finds in the buckets, some of which cannot be opened. */
class RestoredPlacesTest {
    private final Purging purging = new Purging();
    private final Sample sample = new Sample(purging.core.tx, purging.stores);

    @AfterEach
    void close() {
        purging.close();
    }

    @Test
    void aPlaceWhoseCredentialDoesNotOpenIsToldOfAndTheOthersAreLookedInto() {
        UUID damaged = purging.location("damaged");
        purging.live(damaged, "damaged", "a");
        purging.live(damaged, "damaged", "b");
        purging.live(purging.location("whole"), "whole", "c");

        Sample.Found found = sample.look();

        assertThat(found.looked()).isEqualTo(1);
        assertThat(found.there()).isEqualTo(1);
        assertThat(found.trouble())
                .containsExactly(
                        "damaged cannot be looked into: A value sealed under mk_1 was changed.");
    }
}
