package dev.storeward.core.upload.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.access.Caller;
import dev.storeward.core.crypto.KeyRing;
import dev.storeward.core.db.EachStatement;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.core.upload.session.UploadSession.Kind;
import dev.storeward.core.upload.session.UploadSession.State;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.memory.MemoryStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The connection to the database is lost at each statement of an upload in several requests: before
 * it is executed, and after it was but before anybody knows. The upload can go on or end, and then
 * the books are exact and nothing is left.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionConnectionFaultsTest {
    private final EachStatement each = new EachStatement();
    private final CoreFixture core = CoreFixture.startThrough(each);
    private final byte[] first = content(1, 400);
    private final byte[] second = content(2, 300);
    private KeyRing keys;
    private Duration ahead = Duration.ZERO;
    private int tenants;

    private static byte[] content(int value, int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @BeforeAll
    void begin(@TempDir Path folder) {
        keys = SessionPlace.ground(core, folder);
    }

    @AfterAll
    void close() {
        core.close();
        each.close();
    }

    /** A session of one piece. */
    private final class Scene implements EachStatement.Scene {
        final SessionNode node;
        final UploadSession session;
        private final Consumer<Scene> act;
        private final boolean goesOn;

        /**
         * @param goesOn whether the session can be completed after the act
         */
        Scene(boolean parts, boolean goesOn, Consumer<Scene> act) {
            this.act = act;
            this.goesOn = goesOn;
            Tenant tenant = core.tenant("t" + ++tenants);
            Caller user = SessionNode.member(core, tenant);
            ObjectStore memory = new MemoryStore(InstantSource.system());
            node =
                    new SessionNode(
                            core, keys, tenant, user, parts ? new PartedStore(memory) : memory);
            session = node.begin(Kind.PARTED, "f.bin");
            node.put(session, 1, first);
        }

        @Override
        public void act() {
            act.accept(this);
        }

        @Override
        public void settle(String told) {
            node.retryLater.settle();
            node.retryLater.settle();
            node.requireExactBooks(told);
            if (goesOn) {
                complete();
                node.requireExactBooks(told + ", completed");
                byte[] read = node.read("f.bin");
                assertThat(read).as(told).isIn(first, second);
                assertThat(node.charged()).as(told).isEqualTo(read.length);
            } else {
                node.sessions.abort(node.member, session.id());
                assertThat(node.sessions.find(node.member, session.id()).state())
                        .isEqualTo(State.ABORTED);
            }
            ahead = ahead.plus(SessionNode.LIFETIME).plusDays(1);
            node.settle(ahead);
            ahead = ahead.plusDays(1);
            node.requireExactBooks(told + ", the end");
            assertThat(node.keysInBucket()).as(told).hasSize(goesOn ? 1 : 0);
        }

        /** A bucket may have a part whose client heard of a failure, and hence sends it again. */
        private void complete() {
            try {
                node.complete(session, 1);
            } catch (ProblemException e) {
                assertThat(e.problem()).isInstanceOf(Problem.Invalid.class);
                node.put(session, 1, second);
                node.complete(session, 1);
            }
        }

        @Override
        public void close() {
            node.die();
        }
    }

    /** The short form plays what does not end in a bucket with one kind of it. */
    private void each(String what, boolean parts, boolean goesOn, Consumer<Scene> act) {
        of(what, parts, goesOn, act);
        if (EachStatement.STRIDE == 1) {
            of(what, !parts, goesOn, act);
        }
    }

    private void of(String what, boolean parts, boolean goesOn, Consumer<Scene> act) {
        int executions =
                each.of(
                        what + (parts ? " of parts" : ""),
                        EachStatement.STRIDE,
                        () -> new Scene(parts, goesOn, act));
        assertThat(executions).isGreaterThan(1);
    }

    @Test
    void aSessionIsBegun() {
        each(
                "begin",
                true,
                true,
                scene -> {
                    UploadSession _ = scene.node.begin(Kind.PARTED, "other.bin");
                });
    }

    @Test
    void aPieceIsReplaced() {
        each(
                "put",
                false,
                true,
                scene -> {
                    StoredPiece _ = scene.node.put(scene.session, 1, second);
                });
    }

    @Test
    void aSessionIsCompleted() {
        Consumer<Scene> act = scene -> scene.node.complete(scene.session, 1);
        of("complete", true, true, act);
        of("complete", false, true, act);
    }

    @Test
    void aSessionIsAborted() {
        each(
                "abort",
                false,
                false,
                scene -> scene.node.sessions.abort(scene.node.member, scene.session.id()));
    }
}
