package dev.storeward.core.upload.resumable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.core.db.Ids;
import dev.storeward.core.file.Category;
import dev.storeward.core.file.FileProperties;
import dev.storeward.core.job.Pause;
import dev.storeward.core.job.RetryLater;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.core.upload.session.UploadSession;
import dev.storeward.core.upload.session.UploadSession.Kind;
import dev.storeward.core.upload.session.UploadSession.State;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Who may write to an upload, and how the one that does is asked for its place. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WritersTest {
    private final CoreFixture core = CoreFixture.start();
    private Tenant acme;

    @BeforeAll
    void begin() {
        acme = core.tenant("acme");
    }

    @AfterAll
    void close() {
        core.close();
    }

    private UploadSession session() {
        UUID id = Ids.next();
        core.asOwner(
                """
                INSERT INTO upload_session (tenant_id, id, user_id, file_id, object_id, kind, state, address, name,
                                            category, content_type, created_at, expires_at)
                VALUES ('%s', '%s', '%s', '%s', '%s', 'resumable', 'open', 'a', 'a', 'general', '', now(),
                        now() + interval '1 hour')
                """
                        .formatted(acme.id(), id, id, id, id));
        return new UploadSession(
                acme.id(),
                id,
                id,
                id,
                "a",
                "a",
                Category.GENERAL,
                "",
                -1,
                FileProperties.NONE,
                Kind.RESUMABLE,
                State.OPEN,
                Instant.EPOCH,
                Instant.MAX);
    }

    private Writers writers(Pause pause) {
        return new Writers(core.tx, new RetryLater(), pause);
    }

    private String asked(UploadSession session) {
        return core.tx
                .forTenant(acme.id())
                .statement(sql -> ResumableTable.writer(sql, session))
                .map(writer -> String.valueOf(writer.asked()))
                .orElseThrow();
    }

    /** Of a client that sends, or is silent. */
    private static BodyReader reader() {
        return new BodyReader(InputStream.nullInputStream(), InstantSource.system());
    }

    @Test
    void whoWaitsForAPlaceStopsAtOnceWhenInterrupted() {
        UploadSession session = session();
        writers(Pause.sleeping()).claim(session);
        AtomicInteger pauses = new AtomicInteger();
        Writers waiting =
                writers(length -> {
                    pauses.incrementAndGet();
                    throw new InterruptedException();
                });

        assertThat(Problems.of(() -> waiting.claim(session))).isInstanceOf(Problem.Busy.class);

        assertThat(Thread.interrupted())
                .as("the interrupt is left to who runs the thread")
                .isTrue();
        assertThat(pauses).hasValue(1);
    }

    @Test
    void thePlaceOfAWriterThatAnswersNobodyIsTakenAfterFortyPauses() {
        UploadSession session = session();
        UUID dead = writers(Pause.sleeping()).claim(session);
        AtomicInteger pauses = new AtomicInteger();

        UUID next = writers(length -> pauses.incrementAndGet()).claim(session);

        assertThat(next).isNotEqualTo(dead);
        assertThat(pauses.get()).isBetween(40, 42);
        assertThat(
                        core.tx
                                .forTenant(acme.id())
                                .<Boolean>statement(
                                        sql -> ResumableTable.holds(sql, session, dead)))
                .isFalse();
    }

    @Test
    void oneThreadLooksForAllWritersOfANodeAndAnswersThoseWhoAreAsked() {
        Set<Thread> looking = ConcurrentHashMap.newKeySet();
        Semaphore looks = new Semaphore(0);
        WriterWatch watch =
                new WriterWatch(
                        core.tx,
                        length -> {
                            looking.add(Thread.currentThread());
                            looks.acquire();
                        });
        Writers writers = writers(Pause.sleeping());
        List<UploadSession> sessions = new ArrayList<>();
        List<WriterWatch.Kept> kept = new ArrayList<>();
        AtomicInteger ends = new AtomicInteger();
        for (int i = 0; i < 5; i++) {
            UploadSession session = session();
            UUID token = writers.claim(session);
            sessions.add(session);
            kept.add(watch.keep(session, token, reader(), ends::incrementAndGet));
        }
        core.sql(
                "UPDATE upload_session SET asked = 'waiting' WHERE id IN ('%s', '%s')"
                        .formatted(sessions.get(1).id(), sessions.get(3).id()));

        looks.release();

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(sessions.stream().map(this::asked))
                                .containsExactly("null", "busy", "null", "busy", "null"));
        assertThat(looking).hasSize(1);
        assertThat(ends).as("bytes of theirs come").hasValue(0);
        kept.forEach(WriterWatch.Kept::close);
        looks.release();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> looking.stream().noneMatch(Thread::isAlive));
    }

    @Test
    void aWatchThatBeginsAfterAllHaveEndedIsLookedForToo() {
        Semaphore looks = new Semaphore(0);
        Set<Thread> looking = ConcurrentHashMap.newKeySet();
        WriterWatch watch =
                new WriterWatch(
                        core.tx,
                        length -> {
                            looking.add(Thread.currentThread());
                            looks.acquire();
                        });
        UploadSession session = session();
        UUID token = writers(Pause.sleeping()).claim(session);
        watch.keep(session, token, reader(), () -> {}).close();
        looks.release();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> !looking.isEmpty() && looking.stream().noneMatch(Thread::isAlive));
        core.sql(
                "UPDATE upload_session SET asked = 'waiting' WHERE id = '%s'"
                        .formatted(session.id()));

        try (WriterWatch.Kept _ = watch.keep(session, token, reader(), () -> {})) {
            looks.release();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(asked(session)).isEqualTo("busy"));
        }
    }
}
