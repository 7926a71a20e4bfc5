package dev.storeward.core.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.Problems;
import dev.storeward.core.access.Role;
import dev.storeward.core.db.EachStatement;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.user.User;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The connection to the database is lost at each statement of a tenant's deletion and of the
 * removal of its rows. It is deleted as a whole or not at all, what was answered holds, every row
 * goes in the end, and no other tenant's does.
 */
class DeletionConnectionFaultsTest {
    private static final int ROUNDS = 4;

    private final EachStatement each = new EachStatement();
    private final CoreFixture core = CoreFixture.startThrough(each);
    private int tenants;

    @AfterEach
    void close() {
        core.close();
        each.close();
    }

    @Test
    void aDeletion() {
        UUID shared = place(null, "shared");
        Filled other = fill("other", shared);
        Map<String, Long> before = rows(other.tenant().id());

        int executions =
                each.of(
                        "deletion",
                        EachStatement.STRIDE,
                        () -> new Deleted(fill("t" + ++tenants, shared)));

        assertThat(executions).isGreaterThanOrEqualTo(25);

        assertThat(rows(other.tenant().id())).isEqualTo(before);
        assertThat(core.authenticator.authenticate(other.key(), "r")).isPresent();
    }

    private record Filled(Tenant tenant, String key) {}

    /** A tenant that may be deleted, with rows in every table that a living one has rows in. */
    private Filled fill(String slug, UUID shared) {
        Tenant tenant = core.tenant(slug);
        User user = core.user(tenant, "ann@" + slug + ".test", Role.MEMBER);
        UUID own = place(tenant, "own-" + slug);
        UUID migration = Ids.next();
        core.tx
                .forTenant(tenant.id())
                .run(sql -> {
                    for (String state : List.of("doomed", "purging", "purged", "purged")) {
                        sql.update(
                                """
                                INSERT INTO object (tenant_id, id, content_id, location_id, key, state, node_id, token,
                                  format, key_id, charged, created_at, deadline, purge_after)
                                VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, 'k', 0, now(), now(), now() + interval '1 day')
                                """,
                                tenant.id(),
                                Ids.next(),
                                Ids.next(),
                                shared,
                                Ids.next().toString(),
                                state,
                                Ids.next(),
                                Ids.next());
                    }
                    sql.update(
                            "INSERT INTO count_base VALUES (?, ?, 'general', 0, 0)",
                            tenant.id(),
                            user.id());
                    sql.update(
                            "INSERT INTO count_delta (tenant_id, user_id, category, files, bytes)"
                                    + " VALUES (?, ?, 'general', 1, 1), (?, ?, 'general', -1, -1)",
                            tenant.id(),
                            user.id(),
                            tenant.id(),
                            user.id());
                    sql.update(
                            "INSERT INTO place_delta (tenant_id, location_id, files, bytes)"
                                    + " VALUES (?, ?, 1, 1)",
                            tenant.id(),
                            shared);
                    sql.update("INSERT INTO place_base VALUES (?, ?, 0, 0)", tenant.id(), shared);
                    sql.update("INSERT INTO tenant_key VALUES (?, 'k', '\\x00')", tenant.id());
                    sql.update(
                            """
                            INSERT INTO migration (id, tenant_id, state, source_kind, home_backend_id, target_backend_id,
                              target_location_id, target_kind, total_files, total_bytes, slots, placement_version,
                              placement_before, grace_seconds, concurrency, started_at, initiated_by,
                              initiated_by_email)
                            SELECT ?, b.tenant_id, 'completed', 'own', b.id, b.id, b.location_id, 'own', 2, 2, 1, 1,
                              '{}', 0, 1, now(), ?, 'e' FROM backend b WHERE b.location_id = ?
                            """,
                            migration,
                            user.id(),
                            own);
                    sql.update(
                            "INSERT INTO migration_slot (tenant_id, migration_id, slot, touched_at)"
                                    + " VALUES (?, ?, 0, now())",
                            tenant.id(),
                            migration);
                    for (int i = 0; i < 2; i++) {
                        sql.update(
                                """
                                INSERT INTO migration_item (tenant_id, migration_id, file_id, slot, state, size,
                                  from_object, from_location, from_key, not_before)
                                VALUES (?, ?, ?, 0, 'migrated', 1, ?, ?, 'k', now())
                                """,
                                tenant.id(),
                                migration,
                                Ids.next(),
                                Ids.next(),
                                shared);
                    }
                });
        return new Filled(tenant, core.key(user.id()).reveal());
    }

    /** A place with a backend that leads there: the operator's, or one that its tenant forgot. */
    private UUID place(@Nullable Tenant owner, String name) {
        UUID location = Ids.next();
        @Nullable UUID ownerId = owner == null ? null : owner.id();
        core.tx
                .forSystem()
                .run(sql -> {
                    sql.update(
                            """
                            INSERT INTO location (id, owner_tenant_id, connector, endpoint, bucket, prefix, created_at)
                            VALUES (?, ?, 'test', 'e', ?, '', now())
                            """,
                            location,
                            ownerId,
                            name);
                    sql.update(
                            """
                            INSERT INTO backend (id, tenant_id, name, location_id, connector, settings, state,
                              credential_version, created_at, updated_at)
                            VALUES (?, ?, ?, ?, 'test', '{}', ?, 1, now(), now())
                            """,
                            Ids.next(),
                            ownerId,
                            name,
                            location,
                            ownerId == null ? "active" : "forgotten");
                });
        return location;
    }

    /** How many rows of a tenant each table has that has any; its audit log apart. */
    private Map<String, Long> rows(UUID tenantId) {
        Map<String, Long> rows = new TreeMap<>();
        core.tx
                .forSystem()
                .run(sql -> {
                    List<String> columns =
                            sql.list(
                                    """
                                    SELECT c.table_name || ' ' || c.column_name AS name
                                    FROM information_schema.columns c
                                    JOIN information_schema.tables t USING (table_schema, table_name)
                                    WHERE t.table_type = 'BASE TABLE' AND c.table_schema = 'public'
                                      AND (c.column_name IN ('tenant_id', 'owner_tenant_id')
                                           OR (c.table_name = 'tenant' AND c.column_name = 'id'))
                                      AND c.table_name NOT LIKE 'audit%'
                                    """,
                                    row -> row.text("name"));
                    for (String each : columns) {
                        String[] name = each.split(" ", 2);
                        long count =
                                sql.one(
                                        "SELECT count(*) AS n FROM "
                                                + name[0]
                                                + " WHERE "
                                                + name[1]
                                                + " = ?",
                                        row -> row.number("n"),
                                        tenantId);
                        if (count > 0) {
                            rows.put(name[0], count);
                        }
                    }
                });
        return rows;
    }

    /** A tenant that is deleted. */
    private final class Deleted implements EachStatement.Scene {
        private final Filled filled;
        private final UUID id;
        private final Map<String, Long> before;
        private boolean answered;

        Deleted(Filled filled) {
            this.filled = filled;
            this.id = filled.tenant().id();
            this.before = rows(id);
        }

        @Override
        public void act() {
            core.tenants.delete(core.admin, id, InSameTransaction.nothing());
            answered = true;
            purgeAll();
            new TenantRemoval(core.tx).run();
        }

        /** As the sweeper does in time. */
        private void purgeAll() {
            core.tx
                    .forTenant(id)
                    .statement(sql ->
                            sql.update(
                                    "UPDATE object SET state = 'purged', passes = 1 WHERE tenant_id = ?",
                                    id));
        }

        @Override
        public void settle(String told) {
            if (isThere()) {
                assertThat(answered).as(told).isFalse();
                assertThat(rows(id)).as(told).isEqualTo(before);
                assertThat(core.authenticator.authenticate(filled.key(), "r")).as(told).isPresent();
                core.tenants.delete(core.admin, id, InSameTransaction.nothing());
            }
            core.callers.forget();
            assertThat(core.authenticator.authenticate(filled.key(), "r")).as(told).isEmpty();
            assertThat(
                            Problems.of(() ->
                                    core.tenants.delete(
                                            core.admin, id, InSameTransaction.nothing())))
                    .as(told)
                    .isInstanceOf(Problem.NotFound.class);
            purgeAll();
            for (int round = 0; round < ROUNDS; round++) {
                new TenantRemoval(core.tx).run();
            }
            assertThat(rows(id)).as(told).isEmpty();
            assertThat(audited()).as(told).isEqualTo(1);
        }

        private boolean isThere() {
            try {
                return core.tenants.get(core.admin, id).id().equals(id);
            } catch (ProblemException e) {
                return false;
            }
        }

        private long audited() {
            return core.tx
                    .forSystem()
                    .statement(sql ->
                            sql.one(
                                    "SELECT count(*) AS n FROM audit WHERE action = 'tenant.delete' AND tenant_id = ?",
                                    row -> row.number("n"),
                                    id));
        }

        @Override
        public void close() {}
    }
}
