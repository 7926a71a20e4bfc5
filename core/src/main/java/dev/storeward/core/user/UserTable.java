package dev.storeward.core.user;

import dev.storeward.core.access.Role;
import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

final class UserTable {
    private static final String COLUMNS =
            "id, number, tenant_id, email, role, created_at, disabled_at";
    private static final String SELECT = "SELECT " + COLUMNS + " FROM app_user ";

    private UserTable() {}

    static User insert(Sql sql, UUID id, @Nullable UUID tenantId, String email, Role role) {
        return sql.one(
                "INSERT INTO app_user (id, tenant_id, email, role, created_at)"
                        + " VALUES (?, ?, ?, ?, sw_now()) RETURNING "
                        + COLUMNS,
                UserTable::user,
                id,
                tenantId,
                email,
                role);
    }

    /** How many users of a tenant are not disabled, counted up to a most. */
    static int active(Sql sql, UUID tenantId, int most) {
        return sql.one(
                "SELECT count(*) AS n FROM (SELECT FROM app_user"
                        + " WHERE tenant_id = ? AND disabled_at IS NULL LIMIT ?) active",
                row -> Math.toIntExact(row.number("n")),
                tenantId,
                most);
    }

    static boolean tenantExists(Sql sql, UUID tenantId) {
        return sql.first(
                        "SELECT 1 FROM tenant WHERE id = ? AND deleted_at IS NULL",
                        row -> true,
                        tenantId)
                .orElse(false);
    }

    static Optional<User> find(Sql sql, UUID id) {
        return sql.first(SELECT + "WHERE id = ?", UserTable::user, id);
    }

    static Optional<User> lock(Sql sql, UUID id) {
        return sql.first(SELECT + "WHERE id = ? FOR UPDATE", UserTable::user, id);
    }

    /** Keeps a user from being disabled until the transaction ends. */
    static void hold(Sql sql, UUID id) {
        sql.first("SELECT 1 FROM app_user WHERE id = ? FOR SHARE", row -> true, id);
    }

    /** Locks every super admin who may sign in, so that they are counted right. */
    static int lockSuperAdmins(Sql sql) {
        return sql.list(
                        "SELECT id FROM app_user WHERE tenant_id IS NULL AND disabled_at IS NULL"
                                + " ORDER BY id FOR UPDATE",
                        row -> row.uuid("id"))
                .size();
    }

    static Optional<User> superAdmin(Sql sql, String email) {
        return sql.first(
                SELECT
                        + "WHERE tenant_id IS NULL AND lower(email) = lower(?)"
                        + " AND disabled_at IS NULL",
                UserTable::user,
                email);
    }

    static List<User> ofTenant(Sql sql, UUID tenantId, UUID after, int limit) {
        return sql.list(
                SELECT + "WHERE tenant_id = ? AND id > ? ORDER BY id LIMIT ?",
                UserTable::user,
                tenantId,
                after,
                limit);
    }

    static void update(Sql sql, UUID id, String email, Role role) {
        sql.update("UPDATE app_user SET email = ?, role = ? WHERE id = ?", email, role, id);
    }

    /** Disables a user; without effect on one that is disabled. */
    static void disable(Sql sql, UUID id) {
        sql.update(
                "UPDATE app_user SET disabled_at = sw_now() WHERE id = ? AND disabled_at IS NULL",
                id);
    }

    /** The tenants in which a user has files. */
    static List<UUID> tenantsWithFilesOf(Sql sql, UUID id) {
        return sql.list(
                "SELECT DISTINCT tenant_id FROM file WHERE user_id = ? ORDER BY tenant_id",
                row -> row.uuid("tenant_id"),
                id);
    }

    private static User user(Row row) {
        return new User(
                row.uuid("id"),
                row.number("number"),
                row.uuidOrNull("tenant_id"),
                row.text("email"),
                row.constant("role", Role.class),
                row.time("created_at"),
                row.timeOrNull("disabled_at"));
    }
}
