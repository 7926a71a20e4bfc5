package dev.storeward.core.upload.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.core.access.Caller;
import dev.storeward.core.crypto.Sha256;
import dev.storeward.core.file.FileProperties;
import dev.storeward.core.file.ReadableFile;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.upload.body.UploadBody;
import dev.storeward.core.upload.request.PutCondition;
import dev.storeward.core.upload.session.UploadSession.Kind;
import dev.storeward.core.upload.session.UploadSession.State;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads in several requests: to a bucket that takes parts, and to one that takes none. */
class UploadSessionsTest extends SessionFixture {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void piecesOfTwoNodesBecomeOneFile(boolean parts) {
        SessionNode one = node(parts);
        SessionNode other = node(parts);
        byte[] first = bytes(300_000);
        byte[] second = bytes(70_000);
        byte[] third = bytes(3);
        UploadSession session = one.begin(Kind.PARTED, "a/big.bin");
        other.put(session, 7, third);
        one.put(session, 1, first);
        StoredPiece kept = other.put(session, 2, second);

        assertThat(kept.sha256()).isEqualTo(Sha256.of(second));
        assertThat(one.sessions.pieces(member, session.id(), 1, 10))
                .extracting(StoredPiece::number, StoredPiece::size, StoredPiece::md5)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(2, 70_000L, kept.md5()),
                        org.assertj.core.groups.Tuple.tuple(
                                7,
                                3L,
                                one.sessions.pieces(member, session.id(), 2, 1).getFirst().md5()));
        assertThat(one.charged()).isEqualTo(370_003);
        assertThat(one.files.readable(member, one.address("a/big.bin"))).isEmpty();

        StoredFile file = other.complete(session, 1, 2, 7);

        assertThat(one.read("a/big.bin")).isEqualTo(joined(first, second, third));
        ReadableFile readable = one.files.readable(member, one.address("a/big.bin")).orElseThrow();
        assertThat(readable.file()).usingRecursiveComparison().isEqualTo(file);
        assertThat(file.size()).isEqualTo(370_003);
        assertThat(file.contentType()).isEqualTo("text/x-parts");
        assertThat(file.sha256())
                .isEqualTo(
                        Sha256.of(joined(Sha256.of(first), Sha256.of(second), Sha256.of(third))));
        assertThat(file.etag()).endsWith("-3\"");
        assertThat(file.md5()).matches("[0-9a-f]{32}-3");
        assertThat(readable.properties().metadata()).containsEntry("colour", "blue");
        one.requireExactBooks("completed");
        assertThat(one.charged()).isEqualTo(370_003);
        one.settle(Duration.ZERO);
        assertThat(one.keysInBucket()).containsExactly(readable.key().value());
        assertThat(parted.pendingUploads()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void completedTwiceItAnswersTheSame(boolean parts) {
        SessionNode node = node(parts);
        UploadSession session = node.begin(Kind.PARTED, "twice.bin");
        node.put(session, 1, bytes(200));

        StoredFile file = node.complete(session, 1);

        assertThat(file.etag()).doesNotContain("-");
        assertThat(node.complete(session, 1)).usingRecursiveComparison().isEqualTo(file);
        assertThat(node.sessions.find(member, session.id()).state()).isEqualTo(State.DONE);
        assertThat(Problems.of(() -> node.put(session, 2, bytes(1))))
                .isInstanceOf(Problem.NotFound.class);
        assertThat(
                        Problems.of(() -> {
                            node.sessions.abort(member, session.id());
                        }))
                .isInstanceOf(Problem.NotFound.class);
        assertThat(node.read("twice.bin")).hasSize(200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void abortedItLeavesNothing(boolean parts) {
        SessionNode node = node(parts);
        UploadSession session = node.begin(Kind.PARTED, "gone.bin");
        node.put(session, 1, bytes(300_000));
        node.put(session, 2, bytes(10));

        node.sessions.abort(member, session.id());

        assertThat(node.charged()).isZero();
        assertThat(Problems.of(() -> node.put(session, 3, bytes(1))))
                .isInstanceOf(Problem.NotFound.class);
        assertThat(Problems.of(() -> node.complete(session, 1)))
                .isInstanceOf(Problem.NotFound.class);
        assertThat(node.number("SELECT count(*) AS n FROM upload_piece WHERE tenant_id = ?"))
                .isZero();
        node.settle(Duration.ZERO);
        assertThat(node.keysInBucket()).isEmpty();
        assertThat(parted.pendingUploads()).isZero();
        node.sessions.abort(member, session.id());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void expiredItLeavesNothingAndIsForgottenAWeekLater(boolean parts) {
        SessionNode node = node(parts);
        UploadSession session = node.begin(Kind.RESUMABLE, "late.bin");
        node.put(session, 1, bytes(300));
        node.settle(SessionNode.LIFETIME.minusHours(4));
        assertThat(node.charged()).isEqualTo(300);
        assertThat(node.sessions.find(member, session.id()).state()).isEqualTo(State.OPEN);

        node.settle(SessionNode.LIFETIME);

        assertThat(node.sessions.find(member, session.id()).state()).isEqualTo(State.ABORTED);
        assertThat(node.charged()).isZero();
        assertThat(node.keysInBucket()).isEmpty();
        assertThat(parted.pendingUploads()).isZero();
        node.settle(SessionNode.LIFETIME.plusDays(8));
        assertThat(Problems.of(() -> node.sessions.find(member, session.id())))
                .isInstanceOf(Problem.NotFound.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theFileThatLiesAtTheAddressGivesWayWhereTheConditionAllows(boolean parts) {
        SessionNode node = node(parts);
        byte[] second = bytes(20);
        UploadSession first = node.begin(Kind.PARTED, "same.bin");
        node.put(first, 1, bytes(30));
        UploadSession late = node.begin(Kind.PARTED, "same.bin");
        node.put(late, 1, second);
        node.complete(first, 1);

        assertThat(
                        Problems.of(() ->
                                node.completion.complete(
                                        member,
                                        late.id(),
                                        List.of(new NamedPiece(1, "")),
                                        PutCondition.ABSENT)))
                .isInstanceOf(Problem.PreconditionFailed.class);
        node.complete(late, 1);

        assertThat(node.read("same.bin")).isEqualTo(second);
        assertThat(node.charged()).isEqualTo(20);
        node.settle(Duration.ZERO);
        assertThat(node.keysInBucket()).hasSize(1);
    }

    @Test
    void aSessionIsItsUsers() {
        SessionNode node = node(false);
        UploadSession a = node.begin(Kind.PARTED, "dir/a");
        Caller colleague =
                core.caller(acme, "c@acme.example", dev.storeward.core.access.Role.MEMBER);
        for (Runnable foreign :
                List.<Runnable>of(
                        () -> node.sessions.find(colleague, a.id()),
                        () -> node.sessions.abort(colleague, a.id()),
                        () ->
                                node.pieces.put(
                                        colleague, a.id(), 1, 1, new SessionNode.Body(bytes(1))),
                        () ->
                                node.completion.complete(
                                        colleague,
                                        a.id(),
                                        List.of(new NamedPiece(1, "")),
                                        PutCondition.NONE))) {
            assertThat(Problems.of(foreign::run)).isInstanceOf(Problem.NotFound.class);
        }
    }

    @Test
    void checksumsOfPiecesAreKeptAndMakeThoseOfTheFile() {
        SessionNode node = node(true);
        UploadSession session = node.begin(Kind.PARTED, "summed");
        node.pieces.put(member, session.id(), 1, 300, new Summed(bytes(300), "one"));
        node.pieces.put(member, session.id(), 2, 4, new Summed(bytes(4), "two"));
        assertThat(node.sessions.pieces(member, session.id(), 0, 10))
                .extracting(StoredPiece::checksums)
                .containsExactly(Map.of("sum", "one"), Map.of("sum", "two"));
        List<NamedPiece> named = List.of(new NamedPiece(1, ""), new NamedPiece(2, ""));

        org.assertj.core.api.Assertions.assertThatThrownBy(() ->
                        node.completion.complete(
                                member,
                                session.id(),
                                named,
                                PutCondition.NONE,
                                pieces -> {
                                    throw new IllegalArgumentException("they do not fit");
                                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(node.sessions.find(member, session.id()).state()).isEqualTo(State.OPEN);
        node.completion.complete(
                member,
                session.id(),
                named,
                PutCondition.NONE,
                pieces -> Map.of("sum", pieces.getFirst().checksums().get("sum") + " and two"));

        assertThat(
                        node.files
                                .readable(member, node.address("summed"))
                                .orElseThrow()
                                .properties()
                                .checksums())
                .isEqualTo(Map.of("sum", "one and two"));
    }

    /** Bytes with a checksum. */
    private record Summed(byte[] bytes, String sum) implements UploadBody {
        @Override
        public InputStream stream() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public String trailingCategory() {
            return "";
        }

        @Override
        public Kept kept() {
            return new Kept("", FileProperties.NONE.summed(Map.of("sum", sum)));
        }

        @Override
        public boolean abandoned() {
            return false;
        }
    }

    @Test
    void nothingMoreIsTakenOfAUserThatWasDisabled() {
        SessionNode node = node(false);
        UploadSession session = node.begin(Kind.PARTED, "ended.bin");
        node.put(session, 1, bytes(10));
        core.sql("UPDATE app_user SET disabled_at = now() WHERE id = '" + member.userId() + "'");

        for (Runnable late :
                List.<Runnable>of(
                        () -> node.put(session, 2, bytes(10)), () -> node.complete(session, 1))) {
            assertThat(Problems.of(late::run)).isInstanceOf(Problem.Unauthorized.class);
        }
        assertThat(node.charged()).isEqualTo(10);
    }
}
