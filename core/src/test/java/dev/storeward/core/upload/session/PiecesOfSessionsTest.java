package dev.storeward.core.upload.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.core.content.Piece;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.upload.request.PutCondition;
import dev.storeward.core.upload.session.UploadSession.Kind;
import dev.storeward.core.upload.session.UploadSession.State;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a piece of an upload, and what is none. */
class PiecesOfSessionsTest extends SessionFixture {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPieceThatIsSentAgainReplacesTheOther(boolean parts) {
        SessionNode node = node(parts);
        UploadSession session = node.begin(Kind.PARTED, "again.bin");
        node.put(session, 1, bytes(500));
        byte[] last = bytes(150);
        node.put(session, 1, last);
        node.requireExactBooks("replaced");
        assertThat(node.charged()).isEqualTo(150);

        node.complete(session, 1);

        assertThat(node.read("again.bin")).isEqualTo(last);
        node.settle(Duration.ZERO);
        assertThat(node.keysInBucket()).hasSize(1);
    }

    @Test
    void aBodyOfAnotherLengthIsNoPieceAndLeavesWhatWasThere() {
        SessionNode node = node(false);
        UploadSession session = node.begin(Kind.PARTED, "short.bin");
        byte[] right = bytes(300);
        node.put(session, 1, right);
        byte[] other = bytes(1_000);
        for (long announced : List.of(999L, 1_001L)) {
            assertThat(
                            Problems.of(() ->
                                    node.pieces.put(
                                            member,
                                            session.id(),
                                            1,
                                            announced,
                                            new SessionNode.Body(other))))
                    .isInstanceOf(Problem.Incomplete.class);
        }
        node.requireExactBooks("after broken ones");
        assertThat(node.charged()).isEqualTo(300);

        node.complete(session, 1);

        assertThat(node.read("short.bin")).isEqualTo(right);
        node.settle(Duration.ZERO);
        assertThat(node.keysInBucket()).hasSize(1);
    }

    @Test
    void aPieceThatDoesNotFitIsRefusedAndTheSessionGoesOn() {
        SessionNode node = node(false);
        core.sql("UPDATE usage SET limit_bytes = 1000 WHERE tenant_id = '" + acme.id() + "'");
        UploadSession session = node.begin(Kind.PARTED, "full.bin");
        node.put(session, 1, bytes(900));

        assertThat(Problems.of(() -> node.put(session, 2, bytes(101))))
                .isInstanceOf(Problem.QuotaExceeded.class);

        assertThat(node.charged()).isEqualTo(900);
        node.put(session, 2, bytes(100));
        assertThat(node.complete(session, 1, 2).size()).isEqualTo(1_000);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void piecesThatAreNotItsAreRefused(boolean parts) {
        SessionNode node = node(parts);
        UploadSession session = node.begin(Kind.PARTED, "wrong.bin");
        StoredPiece kept = node.put(session, 1, bytes(200));
        node.put(session, 2, bytes(200));
        for (List<NamedPiece> wrong :
                List.of(
                        List.<NamedPiece>of(),
                        List.of(new NamedPiece(1, ""), new NamedPiece(3, "")),
                        List.of(new NamedPiece(2, ""), new NamedPiece(1, "")),
                        List.of(new NamedPiece(1, ""), new NamedPiece(1, "")),
                        List.of(new NamedPiece(2, kept.md5())))) {
            assertThat(
                            Problems.of(() ->
                                    node.completion.complete(
                                            member, session.id(), wrong, PutCondition.NONE)))
                    .isInstanceOf(Problem.Invalid.class);
        }
        assertThat(node.sessions.find(member, session.id()).state()).isEqualTo(State.OPEN);

        StoredFile file =
                node.completion.complete(
                        member,
                        session.id(),
                        List.of(new NamedPiece(1, kept.md5().toUpperCase(java.util.Locale.ROOT))),
                        PutCondition.NONE);

        assertThat(file.size()).isEqualTo(200);
        assertThat(node.charged()).as("the other piece is refunded").isEqualTo(200);
    }

    @Test
    void partsThatABucketWouldNotPutTogetherAreRefusedBefore() {
        SessionNode node = node(true);
        UploadSession session = node.begin(Kind.PARTED, "small.bin");
        node.put(session, 1, bytes(1));
        node.put(session, 2, bytes(1));

        assertThat(Problems.of(() -> node.complete(session, 1, 2)))
                .isInstanceOf(Problem.Invalid.class);
        assertThat(node.complete(session, 2).size()).isEqualTo(1);
    }

    @Test
    void firstBytesTellTheTypeWhereNobodySaid() {
        SessionNode node = node(false);
        UploadSession session = node.begin(Kind.RESUMABLE, "picture", "");
        byte[] png = {
            (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'
        };
        node.put(session, 1, png);
        node.put(session, 2, bytes(10));

        StoredFile file = node.complete(session, 1, 2);

        assertThat(file.contentType()).isEqualTo("image/png");
        assertThat(file.md5()).as("nobody asked for it").isEmpty();
    }

    @Test
    void numbersBeyondTheRangeAreRefused() {
        SessionNode node = node(false);
        UploadSession session = node.begin(Kind.PARTED, "numbers.bin");
        for (int number : List.of(0, -1, Piece.MOST + 1)) {
            assertThat(Problems.of(() -> node.put(session, number, bytes(1))))
                    .isInstanceOf(Problem.Invalid.class);
        }
        node.put(session, Piece.MOST, new byte[0]);
        assertThat(node.complete(session, Piece.MOST).size()).isZero();
        assertThat(node.read("numbers.bin")).isEmpty();
    }
}
