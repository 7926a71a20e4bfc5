package dev.storeward.core.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.migration.request.Rollback;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of seven files two lay at the target before, three were moved there, two were written since. */
class RollbackTest {
    @TempDir Path folder;

    private ModelMoves moves;
    private UUID source;
    private UUID target;
    private Migration moved;

    @BeforeEach
    void begin() {
        moves = new ModelMoves(folder, "back");
        source = moves.tenant.places.get(0);
        target = moves.tenant.places.get(1);
        put(2);
        moves.move(Duration.ofHours(1));
        moves.core.setTime(Duration.ofHours(2));
        moves.core.sql("UPDATE placement SET backend_id = NULL, version = version + 1");
        put(3);
        moves.core.setTime(Duration.ofHours(3));
        moved = moves.move(Duration.ofHours(1));
        assertThat(moved.progress().migratedFiles()).isEqualTo(3);
        put(2);
        assertThat(moves.filesOn(target)).isEqualTo(7);
    }

    @AfterEach
    void close() {
        moves.close();
    }

    @Test
    void whatWasMovedAndWhatWasWrittenSinceGoesBack() {
        Migration back = rollback(true);

        assertThat(back.progress().migratedFiles()).isEqualTo(5);
        assertThat(back.progress().totalFiles()).isEqualTo(5);
        assertThat(moves.filesOn(source)).isEqualTo(5);
        assertThat(moves.filesOn(target)).as("lay there before").isEqualTo(2);
    }

    @Test
    void onlyWhatWasMovedGoesBack() {
        Migration begun = begin(false);
        assertThat(begun.progress().totalFiles()).isEqualTo(3);

        Migration back = moves.finish(begun, ModelMoves.NOTHING);

        assertThat(back.progress().migratedFiles()).isEqualTo(3);
        assertThat(back.progress().totalFiles()).isEqualTo(3);
        assertThat(moves.filesOn(source)).isEqualTo(3);
        assertThat(moves.filesOn(target)).isEqualTo(4);
    }

    private Migration rollback(boolean includeNew) {
        return moves.finish(begin(includeNew), ModelMoves.NOTHING);
    }

    private Migration begin(boolean includeNew) {
        return moves.tenant
                .migrations()
                .rollback(
                        moves.core.admin,
                        moved.id(),
                        new Rollback(includeNew, ""),
                        InSameTransaction.nothing());
    }

    private void put(int files) {
        int wanted = moves.tenant.files.size() + files;
        while (moves.tenant.files.size() < wanted) {
            moves.tenant.put(moves.random);
        }
    }
}
