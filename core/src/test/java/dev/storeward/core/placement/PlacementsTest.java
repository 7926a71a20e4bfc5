package dev.storeward.core.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.placement.Placement.ObjectKeys;
import dev.storeward.core.tenant.Tenant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlacementsTest {
    private final CoreFixture core = CoreFixture.start();
    private final Placements placements = new Placements(core.tx, core.audit);
    private final Tenant acme = core.tenant("acme");

    @AfterEach
    void close() {
        core.close();
    }

    private Placement put(String prefix, InSameTransaction<Placement> alongside) {
        return placements.put(
                core.admin,
                acme.id(),
                new NewPlacement(null, prefix, ObjectKeys.READABLE, List.of()),
                alongside);
    }

    @Test
    void theAnswerIsKeptAlongsideTheChange() {
        List<Placement> kept = new ArrayList<>();

        Placement placed = put("team", (sql, placement) -> kept.add(placement));

        assertThat(kept).containsExactly(placed);
        assertThat(placements.get(core.admin, acme.id())).isEqualTo(placed);
    }

    @Test
    void aPrefixIsMeasuredInBytes() {
        String longest = "\u00e4".repeat(80);

        assertThat(put(longest + "/", InSameTransaction.nothing()).pathPrefix()).isEqualTo(longest);
        assertThat(Problems.of(() -> put(longest + "x", InSameTransaction.nothing())))
                .isEqualTo(Problem.invalid("path_prefix", "Must be at most 160 bytes of UTF-8."));
    }
}
