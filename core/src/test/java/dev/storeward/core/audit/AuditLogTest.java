package dev.storeward.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.Page;
import dev.storeward.core.PageRequest;
import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.Problems;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.testkit.Mutants;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditLogTest {
    private final CoreFixture core = CoreFixture.start();
    private final Tenant acme = core.tenant("acme");

    @AfterEach
    void close() {
        core.close();
    }

    @Test
    void anEventTellsWhoDidWhatToWhichTarget() {
        AuditEvent event =
                core.audit.ofTenant(core.admin, acme.id(), PageRequest.first()).items().getFirst();

        assertThat(event.action()).isEqualTo("tenant.create");
        assertThat(event.target()).isEqualTo("tenant:" + acme.id());
        assertThat(event.actorId()).isEqualTo(core.admin.userId());
        assertThat(event.actorEmail()).isEqualTo("admin@localhost");
        assertThat(event.requestId()).isEqualTo("request-1");
        assertThat(event.details())
                .isEqualTo(
                        Map.of(
                                "slug",
                                "acme",
                                "name",
                                "Tenant acme",
                                "plan",
                                "free",
                                "quota_bytes",
                                1 << 30));
    }

    @Test
    void eventsAreListedNewestFirstPageByPage() {
        for (int i = 0; i < 5; i++) {
            int number = i;
            core.tx
                    .forTenant(acme.id())
                    .run(sql ->
                            core.audit.record(
                                    sql, core.admin, acme.id(), "test." + number, "t", Map.of()));
        }
        List<String> actions = new ArrayList<>();
        String cursor = "";
        do {
            Page<AuditEvent> page =
                    core.audit.ofTenant(core.admin, acme.id(), new PageRequest(cursor, 2));
            page.items().forEach(event -> actions.add(event.action()));
            cursor = page.nextCursor() == null ? "" : page.nextCursor();
        } while (!cursor.isEmpty());

        assertThat(actions)
                .containsExactly("test.4", "test.3", "test.2", "test.1", "test.0", "tenant.create");
    }

    @Test
    void supervisorsSeeTheirTenantsEventsAndNoOthers() {
        Tenant other = core.tenant("other");
        Caller supervisor = core.caller(acme, "sue@acme.test", Role.SUPERVISOR);

        assertThat(core.audit.ofTenant(supervisor, acme.id(), PageRequest.first()).items())
                .extracting(AuditEvent::action)
                .containsExactly("user.create", "tenant.create");
        assertThat(
                        Problems.of(() ->
                                core.audit.ofTenant(supervisor, other.id(), PageRequest.first())))
                .isInstanceOf(Problem.Forbidden.class);
        assertThat(Problems.of(() -> core.audit.all(supervisor, PageRequest.first())))
                .isInstanceOf(Problem.Forbidden.class);
        assertThat(core.audit.all(core.admin, PageRequest.first()).items())
                .extracting(AuditEvent::action)
                .contains("key.create", "tenant.create");
    }

    @Test
    void aCursorThatNoPageAnsweredIsRefused() {
        for (String cursor : List.of("x", "2026-01-01T00:00:00Z_x", "_")) {
            assertThat(Problems.of(() -> core.audit.all(core.admin, new PageRequest(cursor, 10))))
                    .isEqualTo(PageRequest.badCursor());
        }
    }

    /** Years that the database does not know, and other spellings of a moment or an id. */
    @Test
    void aCursorIsTakenInTheOneFormThatAPageAnswers() {
        String id = "_019c0000-0000-7000-8000-000000000001";
        for (String at :
                List.of(
                        "+1000000000-12-31T23:59:59.999999999Z",
                        "-1000000000-01-01T00:00:00Z",
                        "+300000-01-01T00:00:00Z",
                        "2026-01-01T00:00:00.000Z",
                        "2026-01-01T00:00:00+00:00")) {
            assertThat(Problems.of(() -> core.audit.all(core.admin, new PageRequest(at + id, 10))))
                    .as(at)
                    .isEqualTo(PageRequest.badCursor());
        }
        String oneOne = "2026-01-01T00:00:00Z_1-1-1-1-1";
        assertThat(Problems.of(() -> core.audit.all(core.admin, new PageRequest(oneOne, 10))))
                .isEqualTo(PageRequest.badCursor());
    }

    @Test
    void anyOtherCursorIsRefusedOrAnswersAPage() {
        Mutants.of(AuditLogTest.class, "cursors.txt")
                .play(
                        500,
                        text -> {
                            try {
                                assertThat(
                                                core.audit
                                                        .all(core.admin, new PageRequest(text, 1))
                                                        .items())
                                        .hasSizeLessThan(2);
                            } catch (ProblemException e) {
                                assertThat(e.problem()).isEqualTo(PageRequest.badCursor());
                            }
                        });
    }

    @Test
    void partitionsAreMadeOnceAndKeepWhatTheyHold() {
        core.tx.forSystem().run(AuditPartitions::ensure);
        core.tx.forSystem().run(AuditPartitions::ensure);
        core.tenant("later");

        assertThat(core.audit.all(core.admin, PageRequest.first()).items())
                .extracting(AuditEvent::target)
                .contains("tenant:" + acme.id());
    }

    @Test
    void theServiceCannotRewriteItsPast() {
        core.tx.forSystem().run(AuditPartitions::ensure);

        assertThatThrownBy(() -> core.sql("DELETE FROM audit"))
                .isInstanceOf(DatabaseException.class);
        assertThatThrownBy(() -> core.sql("UPDATE audit_rest SET action = 'x'"))
                .isInstanceOf(DatabaseException.class);
    }
}
