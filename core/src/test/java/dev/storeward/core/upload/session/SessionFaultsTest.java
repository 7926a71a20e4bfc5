package dev.storeward.core.upload.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.Problems;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.upload.session.UploadSession.Kind;
import dev.storeward.store.Content;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.PutOptions;
import dev.storeward.store.stream.BulkStream;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads in several requests whose buckets, nodes and clients fail in the middle. */
class SessionFaultsTest extends SessionFixture {
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

    /** Sends the first half of a piece, then waits. */
    private static InputStream waiting(byte[] bytes, CountDownLatch begun, CountDownLatch go) {
        InputStream gate =
                new BulkStream() {
                    @Override
                    public int read(byte[] buffer, int offset, int length) {
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
                    threads.submit(() ->
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
                    threads.submit(() ->
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
                    assertThat(e.getCause())
                            .isInstanceOfSatisfying(
                                    ProblemException.class,
                                    refused ->
                                            assertThat(refused.problem())
                                                    .isInstanceOf(Problem.Busy.class));
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
        next.expiry.run();

        StoredFile file = next.complete(session, 1);

        assertThat(file.size()).isEqualTo(300);
        assertThat(next.read("between.bin")).isEqualTo(content);
        next.requireExactBooks("gone on");
        next.settle(Duration.ZERO);
        assertThat(next.keysInBucket()).hasSize(1);
    }
}
