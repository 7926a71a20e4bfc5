package dev.storeward.core.upload.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.Problems;
import dev.storeward.core.access.Caller;
import dev.storeward.core.content.Piece;
import dev.storeward.core.crypto.KeyRing;
import dev.storeward.core.crypto.Sha256;
import dev.storeward.core.file.ReadableFile;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.core.upload.request.PutCondition;
import dev.storeward.core.upload.session.UploadSession.Kind;
import dev.storeward.core.upload.session.UploadSession.State;
import dev.storeward.store.Content;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.PutOptions;
import dev.storeward.store.memory.MemoryStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads in several requests: to a bucket that takes parts, and to one that takes none. */
class UploadSessionsTest {
    @TempDir private Path folder;

    private final CoreFixture core = CoreFixture.start();
    private final Tenant acme = core.tenant("acme");
    private final Caller member = SessionNode.member(core, acme);
    private KeyRing keys;
    private final MemoryStore memory = new MemoryStore(InstantSource.system());
    private final PartedStore parted = new PartedStore(memory);
    private final Random random = new Random(4);

    @BeforeEach
    void begin() {
        keys = SessionNode.ground(core, folder);
    }

    @AfterEach
    void close() {
        core.close();
    }

    private SessionNode node(boolean parts) {
        return new SessionNode(core, keys, acme, member, parts ? parted : memory);
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

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
                                7, 3L, one.sessions.pieces(member, session.id(), 2, 1).getFirst().md5()));
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
                        Sha256.of(
                                joined(
                                        Sha256.of(first),
                                        Sha256.of(second),
                                        Sha256.of(third))));
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
        assertThat(Problems.of(() -> {
                    node.sessions.abort(member, session.id());
                }))
                .isInstanceOf(Problem.NotFound.class);
        assertThat(node.read("twice.bin")).hasSize(200);
    }

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

    @Test
    void aBodyOfAnotherLengthIsNoPieceAndLeavesWhatWasThere() {
        SessionNode node = node(false);
        UploadSession session = node.begin(Kind.PARTED, "short.bin");
        byte[] right = bytes(300);
        node.put(session, 1, right);
        byte[] other = bytes(1_000);
        for (long announced : List.of(999L, 1_001L)) {
            assertThat(Problems.of(() ->
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
            assertThat(Problems.of(() ->
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
    void aPartThatWasSentOnceMoreUnheardIsMetAndCanBeSentAgain() {
        SessionNode node = node(true);
        UploadSession session = node.begin(Kind.PARTED, "loser.bin");
        node.put(session, 1, bytes(200));
        ObjectKey key = new ObjectKey(keyOf(session));
        parted.upload(key, parted.pending(key).getFirst(), 1, Content.of(bytes(256)));

        assertThat(Problems.of(() -> node.complete(session, 1)))
                .isInstanceOf(Problem.Invalid.class);
        byte[] right = bytes(200);
        node.put(session, 1, right);
        node.complete(session, 1);

        assertThat(node.read("loser.bin")).isEqualTo(right);
    }

    private String keyOf(UploadSession session) {
        return core.tx
                .forTenant(acme.id())
                .statement(sql ->
                        sql.one(
                                "SELECT key FROM object WHERE session_id = ? AND piece IS NULL",
                                row -> row.text("key"),
                                session.id()));
    }

    @Test
    void theLostReplyOfABucketIsAskedFor() {
        SessionNode node = node(true);
        UploadSession session = node.begin(Kind.PARTED, "unheard.bin");
        byte[] content = bytes(400);
        node.put(session, 1, content);
        parted.loseReplies();

        node.complete(session, 1);

        assertThat(node.read("unheard.bin")).isEqualTo(content);
    }

    @Test
    void aPieceThatItsBucketChangedMakesNoFile() {
        SessionNode node = node(false);
        UploadSession session = node.begin(Kind.PARTED, "rotten.bin");
        node.put(session, 1, bytes(200));
        byte[] second = bytes(200);
        node.put(session, 2, second);
        String key = node.keysInBucket().getFirst();
        memory.put(
                new ObjectKey(key),
                Content.of(bytes(256)),
                new PutOptions(false, "application/octet-stream", Map.of()));

        assertThat(Problems.of(() -> node.complete(session, 1, 2)))
                .isInstanceOf(Problem.Unavailable.class);
        assertThat(node.files.readable(member, node.address("rotten.bin"))).isEmpty();
        byte[] first = bytes(200);
        node.put(session, 1, first);
        node.put(session, 2, second);
        node.complete(session, 1, 2);

        assertThat(node.read("rotten.bin")).isEqualTo(joined(first, second));
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

        assertThat(Problems.of(() ->
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
    void aSessionIsItsUsersAndListedByAddress() {
        SessionNode node = node(false);
        UploadSession b = node.begin(Kind.PARTED, "dir/b");
        UploadSession a = node.begin(Kind.PARTED, "dir/a");
        UploadSession again = node.begin(Kind.PARTED, "dir/a");
        UploadSession other = node.begin(Kind.PARTED, "else");
        node.sessions.abort(member, other.id());
        String from = node.address("dir/").value();
        String before = node.address("dir0").value();

        assertThat(node.sessions.list(member, UploadSessions.Mark.before(from), before, 10))
                .extracting(UploadSession::id)
                .containsExactly(a.id(), again.id(), b.id());
        assertThat(node.sessions.list(
                        member, new UploadSessions.Mark(a.address(), a.id()), before, 1))
                .extracting(UploadSession::id)
                .containsExactly(again.id());
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

    @Test
    void firstBytesTellTheTypeWhereNobodySaid() {
        SessionNode node = node(false);
        UploadSession session = node.begin(Kind.RESUMABLE, "picture", "");
        byte[] png = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'};
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

    /** Sends the first half of a piece, then waits. */
    private static InputStream waiting(byte[] bytes, CountDownLatch begun, CountDownLatch go) {
        InputStream gate =
                new InputStream() {
                    @Override
                    public int read() {
                        begun.countDown();
                        try {
                            boolean _ = go.await(5, TimeUnit.SECONDS);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        return -1;
                    }
                };
        int half = bytes.length / 2;
        return new SequenceInputStream(
                java.util.Collections.enumeration(
                        List.of(
                                new ByteArrayInputStream(bytes, 0, half),
                                gate,
                                new ByteArrayInputStream(bytes, half, bytes.length - half))));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatADeadNodeSentIsTakenBackAndDoesNotReturn(boolean parts) throws Exception {
        SessionNode node = node(parts);
        SessionNode dying = node(parts);
        UploadSession session = node.begin(Kind.PARTED, "zombie.bin");
        byte[] content = bytes(400_000);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<StoredPiece> late =
                    threads.submit(
                            () ->
                                    dying.pieces.put(
                                            member,
                                            session.id(),
                                            1,
                                            content.length,
                                            new SessionNode.Body(waiting(content, begun, go))));
            begun.await();
            assertThat(node.charged()).isEqualTo(400_000);
            dying.die();
            node.tidying.run();
            assertThat(node.charged()).isZero();
            byte[] right = bytes(300);
            node.put(session, 1, right);
            go.countDown();
            assertThatThrownBy(late::get).hasCauseInstanceOf(ProblemException.class);
            node.requireExactBooks("after the zombie");
            if (parts) {
                // The bucket has the other's by now: the client hears of it, and sends it again.
                assertThat(Problems.of(() -> node.complete(session, 1)))
                        .isInstanceOf(Problem.Invalid.class);
                node.put(session, 1, right);
            }
            node.complete(session, 1);
            assertThat(node.read("zombie.bin")).isEqualTo(right);
        }
        node.settle(Duration.ZERO);
        assertThat(node.keysInBucket()).hasSize(1);
        assertThat(parted.pendingUploads()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void abortedDuringAPieceItLeavesNothing(boolean parts) throws Exception {
        SessionNode node = node(parts);
        UploadSession session = node.begin(Kind.PARTED, "during.bin");
        byte[] content = bytes(400_000);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<StoredPiece> late =
                    threads.submit(
                            () ->
                                    node.pieces.put(
                                            member,
                                            session.id(),
                                            1,
                                            content.length,
                                            new SessionNode.Body(waiting(content, begun, go))));
            begun.await();
            node.sessions.abort(member, session.id());
            assertThat(node.charged()).isZero();
            go.countDown();
            assertThatThrownBy(late::get).hasCauseInstanceOf(ProblemException.class);
        }
        node.requireExactBooks("aborted");
        node.settle(Duration.ZERO);
        assertThat(node.keysInBucket()).isEmpty();
        assertThat(parted.pendingUploads()).isZero();
    }

    @Test
    void ofTwoThatCompleteAtOnceBothAnswerTheFileOrOneIsBusy() throws Exception {
        SessionNode one = node(false);
        SessionNode other = node(false);
        UploadSession session = one.begin(Kind.PARTED, "race.bin");
        one.put(session, 1, bytes(50));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<UUID>> both =
                    List.of(one, other).stream()
                            .map(node -> threads.submit(() -> node.complete(session, 1).id()))
                            .toList();
            int answered = 0;
            for (Future<UUID> each : both) {
                try {
                    assertThat(each.get()).isEqualTo(session.fileId());
                    answered++;
                } catch (java.util.concurrent.ExecutionException e) {
                    assertThat(((ProblemException) e.getCause()).problem())
                            .isInstanceOf(Problem.Busy.class);
                }
            }
            assertThat(answered).isPositive();
        }
        one.requireExactBooks("raced");
        assertThat(one.charged()).isEqualTo(50);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anyNodeGoesOnWhereOneDiedBetweenTheBucketAndTheDatabase(boolean parts) {
        SessionNode dying = node(parts);
        UploadSession session = dying.begin(Kind.PARTED, "between.bin");
        byte[] content = bytes(300);
        dying.put(session, 1, content);
        // The reservation is not settled while nothing leads to its bucket.
        core.sql("UPDATE backend SET state = 'forgotten' WHERE name = 'shared'");
        assertThatThrownBy(() -> dying.complete(session, 1)).isInstanceOf(RuntimeException.class);
        core.sql("UPDATE backend SET state = 'active' WHERE name = 'shared'");
        dying.die();
        SessionNode next = node(parts);

        StoredFile file = next.complete(session, 1);

        assertThat(file.size()).isEqualTo(300);
        assertThat(next.read("between.bin")).isEqualTo(content);
        next.requireExactBooks("gone on");
        next.settle(Duration.ZERO);
        assertThat(next.keysInBucket()).hasSize(1);
    }
}
