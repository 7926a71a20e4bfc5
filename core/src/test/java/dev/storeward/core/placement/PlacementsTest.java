package dev.storeward.core.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.placement.Placement.ObjectKeys;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.core.tenant.TenantChange;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
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

    @Test
    void aDedicatedBucketTakesFilesInThePlansThatHaveOne() {
        UUID dedicated = dedicatedBucket();
        NewPlacement byDefault = new NewPlacement(dedicated, "", ObjectKeys.READABLE, List.of());
        PlacementRule rule =
                new PlacementRule(1L, null, List.of(), List.of(), List.of(), dedicated);
        NewPlacement byRule = new NewPlacement(null, "", ObjectKeys.READABLE, List.of(rule));

        for (NewPlacement wanted : List.of(byDefault, byRule)) {
            plan("pro");
            assertThat(Problems.of(() -> put(wanted)))
                    .isEqualTo(
                            new Problem.TierRequired(
                                    "team",
                                    "Dedicated storage requires the plan team or higher; this"
                                            + " tenant has pro."));
            plan("team");
            assertThat(put(wanted).rules()).isEqualTo(wanted.rules());
        }
    }

    private Placement put(NewPlacement wanted) {
        return placements.put(core.admin, acme.id(), wanted, InSameTransaction.nothing());
    }

    private void plan(String name) {
        core.tenants.update(
                core.admin,
                acme.id(),
                new TenantChange(name, null, new TenantChange.Keep()),
                InSameTransaction.nothing());
    }

    private UUID dedicatedBucket() {
        UUID location = Ids.next();
        UUID backend = Ids.next();
        core.sql(
                """
                INSERT INTO location (id, connector, endpoint, bucket, prefix, created_at)
                VALUES ('%s', 'test', 'e', 'b', '', now())
                """
                        .formatted(location));
        core.sql(
                """
                INSERT INTO backend (id, name, location_id, connector, settings, state, credential_version,
                  created_at, updated_at, dedicated_to)
                VALUES ('%s', 'dedicated', '%s', 'test', '{}', 'active', 1, now(), now(), '%s')
                """
                        .formatted(backend, location, acme.id()));
        return backend;
    }
}
