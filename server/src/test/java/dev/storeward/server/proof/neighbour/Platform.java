package dev.storeward.server.proof.neighbour;

import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import dev.storeward.core.user.Keys;
import dev.storeward.core.user.NewKey;
import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.Parallel;
import dev.storeward.store.local.LocalStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server with very many tenants, whose rows are made by a few statements. Every second one of
 * them keeps its files in a folder of its own, the others share the operator's store.
 */
final class Platform {
    private static final int KEYS_AT_ONCE = 4;

    private final RunningServer server;
    private final Path folders;
    private final List<Tenancy> tenancies;

    /** A tenant with one member. */
    record Tenancy(UUID id, long number, String slug, boolean ownFolder, String key) {}

    private record Made(UUID id, long number, String slug, boolean ownFolder, UUID user) {}

    private Platform(RunningServer server, Path folders, List<Tenancy> tenancies) {
        this.server = server;
        this.folders = folders;
        this.tenancies = List.copyOf(tenancies);
    }

    /**
     * Makes tenants.
     *
     * @param folders where those with a folder of their own have it
     */
    static Platform with(int count, RunningServer server, Path folders) {
        server.tx().forSystem().run(sql -> insert(sql, count, folders));
        List<Made> made =
                server.tx()
                        .forSystem()
                        .statement(sql ->
                                sql.list(
                                        """
                                        SELECT t.id, t.number, t.slug, p.backend_id IS NOT NULL AS own, u.id AS user_id
                                        FROM tenant t JOIN placement p ON p.tenant_id = t.id
                                        JOIN app_user u ON u.tenant_id = t.id WHERE t.slug LIKE 'n%'
                                        ORDER BY t.number
                                        """,
                                        Platform::made));
        for (Made one : made) {
            if (one.ownFolder()) {
                LocalStore.open(folders.resolve(one.slug()), InstantSource.system()).close();
            }
        }
        AtomicInteger next = new AtomicInteger();
        Tenancy[] tenancies = new Tenancy[count];
        Parallel.run(
                KEYS_AT_ONCE,
                worker -> {
                    for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                        Made one = made.get(i);
                        String key =
                                server.service(Keys.class)
                                        .create(
                                                server.admin(),
                                                one.user(),
                                                new NewKey("test", null),
                                                InSameTransaction.nothing())
                                        .secret()
                                        .reveal();
                        tenancies[i] =
                                new Tenancy(
                                        one.id(), one.number(), one.slug(), one.ownFolder(), key);
                    }
                    return worker;
                });
        return new Platform(server, folders, List.of(tenancies));
    }

    private static Made made(Row row) {
        return new Made(
                row.uuid("id"),
                row.number("number"),
                row.text("slug"),
                row.flag("own"),
                row.uuid("user_id"));
    }

    private static void insert(Sql sql, int count, Path folders) {
        sql.update(
                """
                INSERT INTO tenant (id, slug, name, plan, external_id, created_at)
                SELECT gen_random_uuid(), 'n' || n, 'Tenant ' || n, 'free', gen_random_uuid(), sw_now()
                FROM generate_series(1, ?) AS n
                """,
                count);
        sql.update(
                """
                INSERT INTO usage (tenant_id, limit_bytes)
                SELECT id, 1000000000 FROM tenant WHERE slug LIKE 'n%'
                """);
        sql.update(
                """
                INSERT INTO app_user (id, tenant_id, email, role, created_at)
                SELECT gen_random_uuid(), id, slug || '@example.com', 'member', sw_now()
                FROM tenant WHERE slug LIKE 'n%'
                """);
        sql.update(
                """
                INSERT INTO location (id, owner_tenant_id, connector, endpoint, bucket, prefix, created_at)
                SELECT gen_random_uuid(), id, 'filesystem', 'file', ? || '/' || slug, '', sw_now()
                FROM tenant WHERE slug LIKE 'n%' AND number % 2 = 0
                """,
                folders.toString());
        sql.update(
                """
                INSERT INTO backend (id, tenant_id, name, location_id, connector, settings, state,
                  credential_version, created_at, updated_at)
                SELECT gen_random_uuid(), owner_tenant_id, 'own', id, connector,
                  jsonb_build_object('path', bucket), 'active', 1, sw_now(), sw_now()
                FROM location WHERE owner_tenant_id IS NOT NULL
                """);
        sql.update(
                """
                INSERT INTO placement (tenant_id, backend_id, updated_at)
                SELECT t.id, b.id, sw_now() FROM tenant t LEFT JOIN backend b ON b.tenant_id = t.id
                WHERE t.slug LIKE 'n%'
                """);
    }

    RunningServer server() {
        return server;
    }

    List<Tenancy> tenancies() {
        return tenancies;
    }

    /** The folder of a tenant's own. */
    Path folder(Tenancy tenancy) {
        return folders.resolve(tenancy.slug());
    }

    /**
     * Writes that a server began for each tenant before it died: charged, and in the way of nobody
     * but the ledger.
     */
    void leaveWrites(int each, int bytes) {
        server.tx()
                .forSystem()
                .run(sql -> {
                    sql.update(
                            """
                            INSERT INTO object (tenant_id, id, content_id, location_id, key, state, node_id, token,
                              format, key_id, charged, created_at, deadline)
                            SELECT p.tenant_id, gen_random_uuid(), gen_random_uuid(), b.location_id,
                              'left/' || p.tenant_id || '/' || n, 'writing', '%s', gen_random_uuid(), 1, 'k', ?,
                              sw_now(), sw_now() + interval '1 hour'
                            FROM placement p JOIN backend b ON b.id = coalesce(p.backend_id,
                                (SELECT id FROM backend WHERE tenant_id IS NULL AND name = 'shared'))
                            CROSS JOIN generate_series(1, ?) AS n
                            """
                                    .formatted(new UUID(0, 1)),
                            bytes,
                            each);
                    sql.update("UPDATE usage SET charged = charged + ?", (long) bytes * each);
                });
    }

    /** Rows of so many deleted files of a tenant, where its new files go. */
    void leaveDeleted(Tenancy tenancy, int count) {
        server.tx()
                .forSystem()
                .statement(sql ->
                        sql.update(
                                """
                                INSERT INTO object (tenant_id, id, content_id, location_id, key, state, node_id, token,
                                  format, key_id, charged, created_at, deadline, purge_after, stored_sha256)
                                SELECT p.tenant_id, gen_random_uuid(), gen_random_uuid(), b.location_id,
                                  'deleted/' || n, 'doomed', gen_random_uuid(), gen_random_uuid(), 1, 'k', 0,
                                  sw_now(), sw_now(), sw_now(), '\\x00'
                                FROM placement p JOIN backend b ON b.id = p.backend_id
                                CROSS JOIN generate_series(1, ?) AS n WHERE p.tenant_id = ?
                                """,
                                count,
                                tenancy.id()));
    }

    /**
     * The keys of what files point to, and of sources of moved files that are kept for a while.
     *
     * @param but whose do not count
     */
    Set<String> keysOf(List<Tenancy> but) {
        List<String> keys =
                server.tx()
                        .forSystem()
                        .statement(sql ->
                                sql.list(
                                        """
                                        SELECT key FROM object WHERE NOT tenant_id = ANY (?::uuid[])
                                        AND (state = 'live'
                                             OR (state = 'doomed' AND purge_after > sw_now() AND passes = 0))
                                        """,
                                        row -> row.text("key"),
                                        but.stream().map(Tenancy::id).toList()));
        return new TreeSet<>(keys);
    }

    /**
     * The slugs of tenants that a query names, the first of them.
     *
     * @param but those that do not count
     * @param tenants a query of tenants' ids
     */
    List<String> slugsOf(List<Tenancy> but, String tenants) {
        return server.tx()
                .forSystem()
                .statement(sql ->
                        new ArrayList<>(
                                sql.list(
                                        "SELECT slug FROM tenant WHERE slug LIKE 'n%' AND NOT id = ANY (?::uuid[])"
                                                + " AND id IN ("
                                                + tenants
                                                + ") ORDER BY slug LIMIT 50",
                                        row -> row.text("slug"),
                                        but.stream().map(Tenancy::id).toList())));
    }
}
