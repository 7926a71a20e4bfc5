package dev.storeward.core.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.store.memory.MemoryStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A slot that can do nothing yet asks for its next turn when it can, and not before. */
class SleepingSlotTest {
    @TempDir Path folder;

    @Test
    void aSlotSleepsUntilItsNextFileIsDueAndOneWithoutFilesAFewSeconds() {
        Map<String, MemoryStore> buckets = new ConcurrentHashMap<>();
        try (ModelMoves moves = new ModelMoves(folder, "asleep");
                ModelNode node =
                        new ModelNode(
                                moves.core,
                                buckets,
                                new Trouble(1),
                                false,
                                5,
                                ModelMoves.NOTHING)) {
            moves.tenant.put(moves.random);
            Migration begun = moves.start(Duration.ZERO);
            moves.tenant.beat(node.id);
            moves.core.sql(
                    """
                    INSERT INTO migration_item (tenant_id, migration_id, file_id, slot, state, size, from_object,
                      from_location, from_key, not_before)
                    SELECT f.tenant_id, m.id, f.id, 0, 'waiting', f.size, o.id, o.location_id, o.key,
                      sw_now() + interval '1 hour'
                    FROM migration m JOIN file f ON f.tenant_id = m.tenant_id
                    JOIN object o ON o.tenant_id = f.tenant_id AND o.id = f.object_id
                    """);
            moves.core.sql("UPDATE migration SET taken_all = true");
            Instant before = Instant.now();

            assertThat(node.engine.work(begun.id() + "/0", () -> false))
                    .hasValueSatisfying(
                            at -> assertThat(at).isAfterOrEqualTo(before.plusSeconds(60)));
            assertThat(node.engine.work(begun.id() + "/1", () -> false))
                    .hasValueSatisfying(
                            at -> assertThat(at).isAfterOrEqualTo(before.plusSeconds(5)));
        }
    }
}
