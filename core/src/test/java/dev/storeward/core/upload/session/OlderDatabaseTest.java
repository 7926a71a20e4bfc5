package dev.storeward.core.upload.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.core.crypto.ContentCipher;
import dev.storeward.core.upload.session.UploadSession.Kind;
import dev.storeward.store.Content;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.PutOptions;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A session in a database that was restored from a backup: since then it was completed, maybe of
 * pieces that were sent again, which are as long as those that the backup knows.
 */
class OlderDatabaseTest extends SessionFixture {
    private static final int SIZE = 300;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anObjectOfOtherPiecesIsNotTakenForTheFile(boolean parts) {
        SessionNode node = node(parts);
        UploadSession session = node.begin(Kind.PARTED, "restored.bin");
        node.put(session, 1, bytes(SIZE));
        completedSince(bytes((int) ContentCipher.Segments.storedSize(SIZE)));
        if (parts) {
            parted.forget();
        }

        for (int i = 0; i < 2; i++) {
            assertThat(Problems.of(() -> node.complete(session, 1)))
                    .isInstanceOf(parts ? Problem.NotFound.class : Problem.Unavailable.class);
        }
        assertThat(node.files.readable(member, node.address("restored.bin"))).isEmpty();

        node.settle(SessionNode.LIFETIME.plusDays(1));
        assertThat(node.charged()).isZero();
        assertThat(node.keysInBucket()).isEmpty();
    }

    private void completedSince(byte[] stored) {
        String key =
                core.tx
                        .forSystem()
                        .statement(sql ->
                                sql.one(
                                        """
                                        SELECT key, id FROM object
                                        WHERE tenant_id = ? AND session_id IS NOT NULL AND piece IS NULL
                                        """,
                                        row -> row.text("key") + " " + row.uuid("id"),
                                        acme.id()));
        String[] named = key.split(" ", -1);
        memory.put(
                new ObjectKey(named[0]),
                Content.of(stored),
                new PutOptions(
                        true, "application/octet-stream", Map.of(PutOptions.WRITER, named[1])));
    }
}
