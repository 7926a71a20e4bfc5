package dev.storeward.core.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.file.StoredFile;
import dev.storeward.core.quota.Quotas;
import dev.storeward.core.quota.Usage;
import dev.storeward.core.upload.session.UploadSession;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files in pieces, and the sessions they come by, while all files of their tenant move. */
class SessionsInMovesTest {
    private static final Duration GRACE = Duration.ofDays(20);

    @TempDir Path folder;

    private ModelMoves moves;
    private ModelTenant tenant;
    private ModelMoves.Sessions sessions;

    @BeforeEach
    void begin() {
        moves = new ModelMoves(folder, "pieces");
        tenant = moves.tenant;
        sessions = new ModelMoves.Sessions(moves.core, tenant);
    }

    @AfterEach
    void close() {
        moves.close();
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        moves.random.nextBytes(bytes);
        return bytes;
    }

    private record Open(UploadSession session, byte[] content) {}

    private Open open(String name) {
        byte[] first = bytes(3_000);
        byte[] second = bytes(500);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(first);
        whole.writeBytes(second);
        return new Open(sessions.begin(name, first, second), whole.toByteArray());
    }

    @Test
    void nothingIsLostOfWhatIsCompletedBeforeDuringAndAfterAMove() {
        for (int i = 0; i < 4; i++) {
            tenant.put(moves.random);
        }
        Queue<Open> open = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 8; i++) {
            open.add(open("open-" + i + ".bin"));
        }
        Map<String, byte[]> files = new LinkedHashMap<>();
        List<StoredFile> completed = new ArrayList<>();
        Runnable next =
                () -> {
                    Open one = open.remove();
                    StoredFile file = sessions.complete(one.session(), 2);
                    files.put(file.address(), one.content());
                    completed.add(file);
                };
        next.run();
        Migration begun = moves.start(GRACE);
        next.run();

        Migration moved =
                moves.finish(
                        begun,
                        (key, fault) -> {
                            synchronized (open) {
                                if (open.size() > 3) {
                                    next.run();
                                }
                            }
                        });

        assertThat(moved.progress().failedFiles()).isZero();
        assertThat(moved.progress().migratedFiles()).isEqualTo(4 + 8L - open.size());
        assertThat(moves.filesOn(tenant.places.get(1))).isEqualTo(moved.progress().migratedFiles());
        while (!open.isEmpty()) {
            next.run();
        }
        assertThat(completed).hasSize(8);
        files.forEach((address, content) ->
                assertThat(tenant.read(address)).as(address).isEqualTo(content));
        long waiting = moves.filesOn(tenant.places.get(0));
        moves.core.setTime(Duration.ofHours(2));
        assertThat(moves.move(GRACE).progress().migratedFiles()).isEqualTo(waiting);
        assertThat(moves.filesOn(tenant.places.get(1))).isEqualTo(12);
        files.forEach((address, content) ->
                assertThat(tenant.read(address)).as(address).isEqualTo(content));
    }

    @Test
    void aFileInPiecesIsErasedWithItsSourceThatWaitsAndWithWhatWasNotNamedOfIt() {
        Open one = open("gone.bin");
        StoredFile file = sessions.complete(one.session(), 2);
        Open part = open("part.bin");
        moves.move(GRACE);
        sessions.complete(part.session(), 1);
        tenant.sweeper.sweep();
        assertThat(moves.objects("shared")).as("a source, and a file").isEqualTo(2);
        assertThat(moves.objects("beside-pieces")).isEqualTo(1);

        tenant.delete(file.address());
        tenant.delete(part.session().address());
        tenant.sweeper.sweep();

        assertThat(moves.objects("shared")).isZero();
        assertThat(moves.objects("beside-pieces")).isZero();
    }

    @Test
    void aCountFindsNothingToCorrectWhileSessionsAreOpenAndCompleted() {
        Open open = open("open.bin");
        sessions.complete(open("done.bin").session(), 2);
        Open ended = open("ended.bin");
        sessions.complete(ended.session(), 1);
        long charged = charged();
        List<String> places = places();

        Usage usage = new Quotas(moves.core.tx).usage(tenant.user, true);

        assertThat(charged).isEqualTo(3_500 + 3_500 + 3_000);
        assertThat(usage.usedBytes()).as("of files").isEqualTo(6_500);
        assertThat(charged()).isEqualTo(charged);
        assertThat(places()).isEqualTo(places).containsExactly("2 6500");
        assertThat(sessions.complete(open.session(), 2).size()).isEqualTo(3_500);
        assertThat(places()).containsExactly("3 10000");
    }

    private long charged() {
        return moves.core
                .tx
                .forSystem()
                .statement(sql ->
                        sql.one(
                                "SELECT charged FROM usage WHERE tenant_id = ?",
                                row -> row.number("charged"),
                                tenant.tenant.id()));
    }

    /** Files and bytes of each place, as they are kept. */
    private List<String> places() {
        return moves.core
                .tx
                .forSystem()
                .statement(sql ->
                        sql.list(
                                """
                                SELECT sum(files) || ' ' || sum(bytes) AS told FROM (
                                  SELECT location_id, files, bytes FROM place_base WHERE tenant_id = ?
                                  UNION ALL
                                  SELECT location_id, files, bytes FROM place_delta WHERE tenant_id = ?) kept
                                GROUP BY location_id HAVING sum(files) <> 0
                                """,
                                row -> row.text("told"),
                                tenant.tenant.id(),
                                tenant.tenant.id()));
    }
}
