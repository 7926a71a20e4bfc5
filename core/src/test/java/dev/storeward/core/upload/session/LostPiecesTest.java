package dev.storeward.core.upload.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.core.file.ReadableFile;
import dev.storeward.core.root.Root;
import dev.storeward.core.upload.session.UploadSession.Kind;
import dev.storeward.core.upload.session.UploadSession.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pieces that are gone when somebody comes for them. */
class LostPiecesTest extends SessionFixture {
    private SessionNode withFile(String name, byte[] content) {
        SessionNode node = node(false);
        put(node, name, content);
        return node;
    }

    private static void put(SessionNode node, String name, byte[] content) {
        UploadSession session = node.begin(Kind.PARTED, name);
        node.put(session, 1, content);
        node.complete(session, 1);
    }

    @Test
    void aFileThatIsPurgedBetweenFindingAndReadingItIsNotFound() {
        SessionNode node = withFile("gone.bin", bytes(300));
        ReadableFile found = node.find("gone.bin");
        node.files.delete(member, node.address("gone.bin"));
        node.settle(Duration.ZERO);

        assertThat(Problems.of(() -> node.read(found))).isInstanceOf(Problem.NotFound.class);

        core.asOwner("DELETE FROM object WHERE state = 'purged'");
        assertThat(Problems.of(() -> node.read(found))).isInstanceOf(Problem.NotFound.class);
    }

    @Test
    void aFileThatIsReplacedBetweenFindingAndReadingItIsReadAsItWas() {
        byte[] before = bytes(300);
        SessionNode node = withFile("new.bin", before);
        ReadableFile found = node.find("new.bin");
        byte[] after = bytes(200);
        put(node, "new.bin", after);

        assertThat(node.read(found)).isEqualTo(before);

        assertThat(node.read("new.bin")).isEqualTo(after);
    }

    @Test
    void ofAnUploadThatItsBucketForgotNothingIsChargedOnceThatIsKnown() {
        SessionNode node = node(true);
        UploadSession completed = node.begin(Kind.PARTED, "completed.bin");
        UploadSession continued = node.begin(Kind.PARTED, "continued.bin");
        node.put(completed, 1, bytes(200));
        node.put(continued, 1, bytes(200));
        parted.forget();

        assertThat(Problems.of(() -> node.complete(completed, 1)))
                .isInstanceOf(Problem.NotFound.class);
        assertThat(node.charged()).isEqualTo(200);
        assertThat(Problems.of(() -> node.put(continued, 2, bytes(200))))
                .isInstanceOf(Problem.NotFound.class);

        assertThat(node.charged()).isZero();
        for (UploadSession session : List.of(completed, continued)) {
            assertThat(node.sessions.find(member, session.id()).state()).isEqualTo(State.ABORTED);
        }
        assertThat(node.number("SELECT count(*) AS n FROM upload_piece WHERE tenant_id = ?"))
                .isZero();
        node.settle(Duration.ZERO);
        node.requireExactBooks("of a bucket that forgot");
    }

    @Test
    void whatABucketMadeOfAnUploadThatItThenForgotIsTheFile() {
        SessionNode node = node(true);
        UploadSession session = node.begin(Kind.PARTED, "made.bin");
        byte[] content = bytes(200);
        node.put(session, 1, content);
        FaultyStore faulty = new FaultyStore(parted);
        SessionNode other = node(faulty);
        parted.loseReplies();
        faulty.beforeHead(FaultyStore.refusal(dev.storeward.store.StoreException.Code.THROTTLED));
        assertThat(Problems.of(() -> other.complete(session, 1)))
                .isInstanceOf(Problem.Unavailable.class);

        node.complete(session, 1);

        assertThat(node.read("made.bin")).isEqualTo(content);
    }

    @Test
    void attemptsOfADeadNodeWhoseSessionHasNoObjectAreForgotten() {
        SessionNode node = node(false);
        UploadSession session = node.begin(Kind.PARTED, "objectless.bin");
        core.asOwner(
                """
                INSERT INTO upload_piece (tenant_id, session_id, number, token, node_id, charged)
                VALUES ('%s', '%s', 1, gen_random_uuid(), gen_random_uuid(), 10)
                """
                        .formatted(acme.id(), session.id()));
        core.asOwner("DELETE FROM object");

        node.tidying.run();

        assertThat(node.number("SELECT count(*) AS n FROM upload_piece WHERE tenant_id = ?"))
                .isZero();
    }

    @Test
    void whatWasBegunBelowARootEndsTogether() {
        SessionNode node = node(false);
        UploadSession below = node.begin(Kind.PARTED, "photos/a.bin");
        UploadSession beside = node.begin(Kind.PARTED, "photos2/b.bin");
        UploadSession resumable = node.begin(Kind.RESUMABLE, "photos/c.bin");
        node.put(below, 1, bytes(50));
        String folder = dev.storeward.core.file.name.Address.folderOf(member) + "photos/";

        node.sessions.abortAll(member, Kind.PARTED, new Root("photos", folder, Instant.EPOCH));

        assertThat(node.sessions.find(member, below.id()).state()).isEqualTo(State.ABORTED);
        assertThat(node.sessions.find(member, beside.id()).state()).isEqualTo(State.OPEN);
        assertThat(node.sessions.find(member, resumable.id()).state()).isEqualTo(State.OPEN);
        assertThat(node.charged()).isZero();
    }
}
