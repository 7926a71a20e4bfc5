package dev.storeward.bench.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.storeward.postgres.EmbeddedServer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;

/** A tenant with one user and a key, made by SQL so that no door is needed for it. */
public record Tenancy(UUID tenantId, UUID userId, String folder, String key) {
    private static final long QUOTA = 1L << 40;

    public static Tenancy create(EmbeddedServer database, String slug) {
        String key = "bench-" + slug + "-" + UUID.randomUUID();
        try (Connection connection = connect(database);
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                WITH t AS (
                                  INSERT INTO tenant (id, slug, name, plan, quota_bytes, external_id, created_at)
                                  VALUES (gen_random_uuid(), ?, ?, 'enterprise', ?, gen_random_uuid(), now())
                                  RETURNING id, number),
                                u AS (INSERT INTO usage (tenant_id, limit_bytes) SELECT id, ? FROM t),
                                p AS (INSERT INTO placement (tenant_id, updated_at) SELECT id, now() FROM t),
                                m AS (
                                  INSERT INTO app_user (id, tenant_id, email, role, created_at)
                                  SELECT gen_random_uuid(), id, ?, 'member', now() FROM t
                                  RETURNING id, number),
                                k AS (
                                  INSERT INTO api_key (id, user_id, name, prefix, hash, created_at)
                                  SELECT gen_random_uuid(), id, 'bench', ?, ?, now() FROM m)
                                SELECT t.id AS tenant, m.id AS member,
                                       'organizations/' || t.number || '/files/' || m.number || '/' AS folder
                                FROM t, m
                                """)) {
            statement.setString(1, slug);
            statement.setString(2, slug);
            statement.setLong(3, QUOTA);
            statement.setLong(4, QUOTA);
            statement.setString(5, slug + "@example.com");
            statement.setString(6, key.substring(0, 10));
            statement.setBytes(7, sha256(key));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Tenancy(
                        row.getObject("tenant", UUID.class),
                        row.getObject("member", UUID.class),
                        row.getString("folder"),
                        key);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The tenant could not be made", e);
        }
    }

    /** Rows of files without bytes, uploaded a second apart. */
    public void fill(EmbeddedServer database, int files) {
        try (Connection connection = connect(database);
                var statement = connection.createStatement()) {
            statement.execute("SET synchronous_commit = off");
            statement.execute(
                    """
                    CREATE TEMP TABLE made AS
                    SELECT g, gen_random_uuid() AS file, gen_random_uuid() AS object, gen_random_uuid() AS content
                    FROM generate_series(1, %d) g
                    """
                            .formatted(files));
            statement.execute(
                    """
                    INSERT INTO object (tenant_id, id, content_id, location_id, key, state, node_id, token, format,
                                        key_id, header, charged, stored_size, stored_sha256, created_at, deadline)
                    SELECT '%s', object, content, (SELECT id FROM location ORDER BY created_at LIMIT 1),
                           '%s' || g, 'live', gen_random_uuid(), gen_random_uuid(), 1, 'bench', '\\x00', 1000, 1056,
                           sha256(g::text::bytea), now(), now()
                    FROM made
                    """
                            .formatted(tenantId, folder));
            statement.execute(
                    """
                    INSERT INTO file (tenant_id, id, user_id, address, name, category, content_type, size,
                                      plain_sha256, content_id, object_id, uploaded_at)
                    SELECT '%s', file, '%s', '%s' || g, 'file ' || g || '.csv',
                           (ARRAY['data_source', 'general'])[1 + g %% 2], 'text/csv', 1000,
                           sha256(g::text::bytea), content, object, now() - (%d - g) * interval '1 second'
                    FROM made
                    """
                            .formatted(tenantId, userId, folder, files));
            statement.execute(
                    """
                    INSERT INTO count_base (tenant_id, user_id, category, files, bytes)
                    SELECT tenant_id, user_id, category, count(*), sum(size) FROM file WHERE tenant_id = '%s'
                    GROUP BY tenant_id, user_id, category
                    """
                            .formatted(tenantId));
            statement.execute(
                    "UPDATE usage SET charged = %d WHERE tenant_id = '%s'"
                            .formatted(files * 1000L, tenantId));
            statement.execute("ANALYZE file");
            statement.execute("ANALYZE object");
        } catch (SQLException e) {
            throw new IllegalStateException("The rows could not be made", e);
        }
    }

    public Map<String, String> headers() {
        return Map.of("Authorization", "Bearer " + key);
    }

    private static Connection connect(EmbeddedServer database) throws SQLException {
        Connection connection =
                DriverManager.getConnection(
                        database.jdbcUrl(),
                        database.owner().user(),
                        database.owner().password().reveal());
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET storeward.tenant = 'system'");
        }
        return connection;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
