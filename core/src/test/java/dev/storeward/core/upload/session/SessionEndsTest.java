package dev.storeward.core.upload.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.Problems;
import dev.storeward.core.upload.request.PutCondition;
import dev.storeward.core.upload.session.UploadSession.Kind;
import dev.storeward.core.upload.session.UploadSession.State;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.stream.BulkStream;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What the ends of uploads in several requests leave when they do not come to pass in one go. */
class SessionEndsTest extends SessionFixture {
    @Test
    void whatWasBegunToBePutTogetherCanBePutTogetherOnceMore() {
        FaultyStore faulty = new FaultyStore(memory);
        SessionNode node = node(faulty);
        UploadSession session = node.begin(Kind.RESUMABLE, "again.bin");
        byte[] first = bytes(300_000);
        byte[] second = bytes(10);
        node.put(session, 1, first);
        faulty.beforeGet(FaultyStore.refusal(Code.UNREACHABLE));

        assertThat(Problems.of(() -> node.complete(session, 1)))
                .isInstanceOf(Problem.Unavailable.class);
        node.complete(session, 1);

        assertThat(node.read("again.bin")).isEqualTo(first);
        UploadSession rotten = node.begin(Kind.RESUMABLE, "rotten.bin");
        node.put(rotten, 1, first);
        faulty.beforeGet(FaultyStore.refusal(Code.CORRUPT));
        assertThat(Problems.of(() -> node.complete(rotten, 1)))
                .isInstanceOf(Problem.Unavailable.class);
        node.put(rotten, 2, second);
        node.complete(rotten, 1, 2);
        assertThat(node.read("rotten.bin")).isEqualTo(joined(first, second));
    }

    @Test
    void noPieceTakesThePlaceOfAnotherWhileItIsOpenWhatTheBucketMade() {
        FaultyStore faulty = new FaultyStore(parted);
        SessionNode node = node(faulty);
        UploadSession session = node.begin(Kind.PARTED, "open.bin");
        byte[] content = bytes(200);
        node.put(session, 1, content);
        parted.loseReplies();
        faulty.beforeHead(FaultyStore.refusal(Code.THROTTLED));

        assertThat(Problems.of(() -> node.complete(session, 1)))
                .isInstanceOf(Problem.Unavailable.class);

        assertThat(node.sessions.find(member, session.id()).state()).isEqualTo(State.COMPLETING);
        assertThat(Problems.of(() -> node.put(session, 1, bytes(200))))
                .isInstanceOf(Problem.NotFound.class);
        node.complete(session, 1);
        assertThat(node.read("open.bin")).isEqualTo(content);
    }

    @Test
    void ofASessionThatMayNotTakeItsAddressNothingIsLeftWhoeverDies() {
        FaultyStore faulty = new FaultyStore(memory);
        SessionNode node = node(faulty);
        SessionNode other = node(memory);
        UploadSession winner = other.begin(Kind.PARTED, "taken.bin");
        other.put(winner, 1, bytes(30));
        UploadSession session = node.begin(Kind.PARTED, "taken.bin");
        node.put(session, 1, bytes(20));
        faulty.afterPut(() -> other.complete(winner, 1));

        assertThat(
                        Problems.of(() ->
                                node.completion.complete(
                                        member,
                                        session.id(),
                                        List.of(new NamedPiece(1, "")),
                                        PutCondition.ABSENT)))
                .isInstanceOf(Problem.PreconditionFailed.class);

        assertThat(node.sessions.find(member, session.id()).state()).isEqualTo(State.ABORTED);
        assertThat(node.charged()).isEqualTo(30);
        node.settle(Duration.ZERO);
        assertThat(node.keysInBucket()).hasSize(1);
    }

    @Test
    void piecesAreRemovedAlsoWhereWhoEndedTheirSessionDied() {
        SessionNode node = node(false);
        UploadSession done = node.begin(Kind.PARTED, "done.bin");
        UploadSession aborted = node.begin(Kind.PARTED, "aborted.bin");
        node.put(done, 1, bytes(300));
        node.put(aborted, 1, bytes(300));
        core.asOwner(
                """
                CREATE FUNCTION test_died() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN RAISE EXCEPTION ''died''; END'
                """);
        core.asOwner(
                "CREATE TRIGGER test_died BEFORE DELETE ON upload_piece EXECUTE FUNCTION test_died()");
        node.complete(done, 1);
        node.sessions.abort(member, aborted.id());
        core.asOwner("DROP TRIGGER test_died ON upload_piece");
        assertThat(node.keysInBucket()).hasSize(3);

        node.tidying.run();
        node.sweeper.sweep();

        assertThat(node.keysInBucket()).as("the file").hasSize(1);
        node.files.delete(member, node.address("done.bin"));
        node.sweeper.sweep();
        assertThat(node.keysInBucket()).isEmpty();
    }

    /** The first bytes of a piece, then an act, then the rest. */
    private static InputStream interrupted(byte[] bytes, Runnable act) {
        int half = bytes.length / 2;
        InputStream between =
                new BulkStream() {
                    @Override
                    public int read(byte[] buffer, int offset, int length) {
                        act.run();
                        return -1;
                    }
                };
        return new SequenceInputStream(
                java.util.Collections.enumeration(
                        List.of(
                                new ByteArrayInputStream(bytes, 0, half),
                                between,
                                new ByteArrayInputStream(bytes, half, bytes.length - half))));
    }

    @Test
    void bytesThatComeWhenTheirObjectWasPurgedAreRemovedAllTheSame() {
        SessionNode node = node(false);
        UploadSession session = node.begin(Kind.PARTED, "late.bin");
        byte[] content = bytes(400_000);

        assertThatThrownBy(() ->
                        node.pieces.put(
                                member,
                                session.id(),
                                1,
                                content.length,
                                new SessionNode.Body(
                                        interrupted(
                                                content,
                                                () -> {
                                                    node.sessions.abort(member, session.id());
                                                    node.settle(Duration.ofHours(1));
                                                }))))
                .isInstanceOf(ProblemException.class);

        assertThat(node.keysInBucket()).isEmpty();
        node.settle(Duration.ofHours(4));
        assertThat(
                        node.number(
                                "SELECT count(*) AS n FROM object WHERE tenant_id = ? AND state <> 'purged'"))
                .isZero();
    }

    @Test
    void aPieceThatNobodyWaitsForIsNotReadToItsEnd() {
        SessionNode node = node(false);
        UploadSession session = node.begin(Kind.PARTED, "long.bin");
        byte[] content = bytes(16 << 20);
        ByteArrayInputStream rest = new ByteArrayInputStream(content);

        assertThat(
                        Problems.of(() ->
                                node.pieces.put(
                                        member,
                                        session.id(),
                                        1,
                                        2L * content.length,
                                        new SessionNode.Body(
                                                new SequenceInputStream(
                                                        interrupted(
                                                                content,
                                                                () -> {
                                                                    node.sessions.abort(
                                                                            member, session.id());
                                                                    node.ahead =
                                                                            Duration.ofMinutes(6);
                                                                }),
                                                        rest)))))
                .isInstanceOf(Problem.NotFound.class);

        assertThat(rest.available()).isEqualTo(content.length);
    }

    @Test
    void whoTakesBackWhatASilentNodeSentDoesNotStandInItsWay() throws Exception {
        SessionNode node = node(false);
        UploadSession session = node.begin(Kind.PARTED, "way.bin");
        node.put(session, 1, bytes(10));
        core.sql(
                """
                INSERT INTO upload_piece (tenant_id, session_id, number, token, node_id, charged)
                SELECT tenant_id, id, 2, gen_random_uuid(), gen_random_uuid(), 0
                FROM upload_session WHERE id = '%s'
                """
                        .formatted(session.id()));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> back =
                    core.tx
                            .forTenant(acme.id())
                            .transaction(sql -> {
                                sql.first(
                                        "SELECT 1 FROM object WHERE session_id = ? AND piece IS NULL FOR UPDATE",
                                        row -> true,
                                        session.id());
                                Future<?> taken = threads.submit(() -> node.tidying.run());
                                Awaitility.await().until(() -> waits());
                                sql.update(
                                        "UPDATE upload_piece SET tag = 'late' WHERE session_id = ? AND NOT kept",
                                        session.id());
                                return taken;
                            });
            back.get();
        }
        assertThat(
                        node.number(
                                "SELECT count(*) AS n FROM upload_piece WHERE tenant_id = ? AND NOT kept"))
                .isZero();
    }

    private boolean waits() {
        return core.tx
                .forSystem()
                .statement(sql ->
                        sql.one(
                                "SELECT count(*) AS n FROM pg_locks WHERE NOT granted",
                                row -> row.number("n") > 0));
    }

    @Test
    void oneWhoseObjectIsForgottenEndsAsWell() {
        SessionNode node = node(false);
        UploadSession session = node.begin(Kind.PARTED, "forgotten.bin");
        core.sql("DELETE FROM object WHERE session_id = '" + session.id() + "'");

        core.setTime(SessionNode.LIFETIME.plusDays(1));
        node.tidying.run();
        core.setTime(SessionNode.LIFETIME.plusDays(9));
        node.tidying.run();
        node.tidying.run();

        assertThat(node.number("SELECT count(*) AS n FROM upload_session WHERE tenant_id = ?"))
                .isZero();
    }
}
