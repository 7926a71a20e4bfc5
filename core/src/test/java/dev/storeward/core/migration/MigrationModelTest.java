package dev.storeward.core.migration;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.migration.ModelTenant.Ground;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A tenant whose files move while they are written, read and deleted, whose buckets fail and lie,
 * whose nodes die and come back, and whose operator changes his mind: after every step each file is
 * there, whole, and no other. {@code -Dstoreward.rounds=5000} plays so many seeds, {@code
 * -Dstoreward.seed=17} one.
 */
class MigrationModelTest {
    private static final int SHORT = 150;

    @TempDir Path folder;

    private final CoreFixture core = CoreFixture.start();

    @AfterEach
    void close() {
        core.close();
    }

    @Test
    void everyFileIsReadableAndRightAfterEveryStep() throws Exception {
        core.settableTime();
        Ground ground = ModelTenant.ground(core, folder);
        Long seed = Long.getLong("storeward.seed");
        if (seed != null) {
            play(ground, seed, 0);
            return;
        }
        Random seeds = new Random();
        int rounds = Integer.getInteger("storeward.rounds", SHORT);
        for (int round = 0; round < rounds; round++) {
            play(ground, seeds.nextLong(), round);
        }
    }

    private static void play(Ground ground, long seed, int number) throws InterruptedException {
        try (ModelRun run = new ModelRun(ground, seed, "model-" + number)) {
            run.play();
        } catch (RuntimeException e) {
            throw new AssertionError("-Dstoreward.seed=" + seed, e);
        }
    }
}
