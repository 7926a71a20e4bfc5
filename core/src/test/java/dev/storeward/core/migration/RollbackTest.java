package dev.storeward.core.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.content.StoredPieces;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.file.ReadableFile;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.migration.request.Rollback;
import dev.storeward.core.upload.session.UploadSession;
import dev.storeward.store.Content;
import dev.storeward.store.PutOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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

    @Test
    void aFileInPiecesMovesWholeAndOneThatWasChangedStays() {
        List<String> addresses = List.copyOf(moves.tenant.files.keySet());
        String right = addresses.get(5);
        String wrong = addresses.get(6);
        byte[] content = inPieces(right, false);
        inPieces(wrong, true);

        Migration back = rollback(true);

        assertThat(back.progress().migratedFiles()).isEqualTo(4);
        assertThat(back.progress().failedFiles()).isEqualTo(1);
        assertThat(moves.filesOn(source)).isEqualTo(4);
        assertThat(moves.tenant.read(right)).isEqualTo(content);
        assertThat(pieceSizes()).containsExactly("356x2,57x1");
    }

    /** Stores other bytes in a file's stead, in three pieces; answers them. */
    private byte[] inPieces(String address, boolean changed) {
        ReadableFile file = moves.tenant.directory.readable(moves.tenant.user, address);
        byte[] content = new byte[601];
        moves.random.nextBytes(content);
        StoredPieces stored =
                StoredPieces.of(
                        moves.tenant
                                .ground
                                .keys()
                                .forReading(
                                        moves.tenant.tenant.id(),
                                        file.file().contentId(),
                                        file.keyId()),
                        List.of(
                                Arrays.copyOf(content, 300),
                                Arrays.copyOfRange(content, 300, 600),
                                Arrays.copyOfRange(content, 600, 601)));
        byte[] bytes = stored.bytes();
        bytes[400] ^= (byte) (changed ? 1 : 0);
        ModelNode.bucket(moves.tenant.buckets, "beside-back")
                .put(
                        file.key(),
                        Content.of(bytes),
                        new PutOptions(
                                false,
                                "application/octet-stream",
                                Map.of(PutOptions.WRITER, file.objectId().toString())));
        moves.core
                .tx
                .forTenant(moves.tenant.tenant.id())
                .run(sql -> {
                    sql.update(
                            """
                            UPDATE object SET format = 2, header = NULL, pieces = ?, stored_size = ?,
                                   stored_sha256 = ?, charged = ? WHERE id = ?
                            """,
                            stored.pieces().packed(),
                            (long) bytes.length,
                            stored.pieces().storedSha256(),
                            601L,
                            file.objectId());
                    sql.update(
                            "UPDATE file SET size = 601, plain_sha256 = ?, pieces = 3 WHERE id = ?",
                            stored.pieces().sha256(),
                            file.file().id());
                });
        return content;
    }

    @Test
    void aMigrationWaitsForNoSessionAndMovesWhatIsCompletedMeanwhile() {
        ModelMoves.Sessions sessions = new ModelMoves.Sessions(moves.core, moves.tenant);
        byte[] content = {1, 2, 3};
        UploadSession early = sessions.begin("early.bin", content);
        UploadSession late = sessions.begin("late.bin", content);
        Migration begun = begin(true);
        StoredFile file = sessions.complete(early, 1);

        Migration back = moves.finish(begun, ModelMoves.NOTHING);

        assertThat(back.progress().migratedFiles()).as("it and the five others").isEqualTo(6);
        assertThat(moves.filesOn(source)).isEqualTo(6);
        assertThat(moves.tenant.read(file.address())).isEqualTo(content);
        StoredFile after = sessions.complete(late, 1);
        assertThat(moves.filesOn(target)).as("where it was begun").isEqualTo(3);
        assertThat(moves.tenant.read(after.address())).isEqualTo(content);
    }

    private List<String> pieceSizes() {
        return moves.core
                .tx
                .forTenant(moves.tenant.tenant.id())
                .statement(sql ->
                        sql.list(
                                "SELECT piece_sizes FROM migration_item WHERE piece_sizes IS NOT NULL",
                                row -> row.text("piece_sizes")));
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
