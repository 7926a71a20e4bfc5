package dev.storeward.core.db;

import java.util.Arrays;
import java.util.List;

/**
 * The tables that hold rows of tenants, with a row of one: {@code {t}} is the tenant, {@code {u}}
 * its user, {@code {l}} its place, {@code {b}} its backend. In the order in which rows refer to
 * each other.
 */
enum Rows {
    TENANT(
            "id = {t}",
            "(id, slug, name, plan, external_id, created_at)"
                    + " VALUES ({t}, 's' || gen_random_uuid(), 'T', 'free', gen_random_uuid(), now())"),
    APP_USER(
            "tenant_id = {t}",
            "(id, tenant_id, email, role, created_at) SELECT coalesce((SELECT gen_random_uuid() FROM app_user"
                    + " WHERE id = {u}), {u}), {t}, gen_random_uuid() || '@t', 'member', now()"),
    API_KEY(
            "user_id = {u}",
            "(id, user_id, name, prefix, hash, created_at) VALUES (gen_random_uuid(), {u}, 'n', 'p', '\\x00', now())"),
    SIGNING_KEY(
            "key_id = (SELECT id FROM api_key WHERE user_id = {u})",
            "(key_id, sealed) SELECT coalesce((SELECT id FROM api_key WHERE user_id = {u}),"
                    + " gen_random_uuid()), '\\x00'"),
    CONSOLE_SESSION(
            "key_id = (SELECT id FROM api_key WHERE user_id = {u} LIMIT 1)",
            "(id, digest, key_id, created_at, expires_at) SELECT gen_random_uuid(),"
                    + " decode(replace(gen_random_uuid()::text, '-', ''), 'hex'),"
                    + " coalesce((SELECT id FROM api_key WHERE user_id = {u} LIMIT 1), gen_random_uuid()), now(), now()"),
    IDEMPOTENCY(
            "user_id = {u}",
            "(user_id, scope, key, fingerprint, token, node_id, created_at)"
                    + " VALUES ({u}, 's', gen_random_uuid(), 'f', {u}, {u}, now())"),
    LOCATION(
            "owner_tenant_id = {t}",
            "(id, owner_tenant_id, connector, endpoint, bucket, prefix, created_at)"
                    + " SELECT coalesce((SELECT gen_random_uuid() FROM location WHERE id = {l}), {l}),"
                    + " {t}, 's3', 'e', gen_random_uuid(), '', now()"),
    BACKEND(
            "tenant_id = {t}",
            "(id, tenant_id, name, location_id, connector, settings, state, credential_version, created_at, updated_at)"
                    + " SELECT coalesce((SELECT gen_random_uuid() FROM backend WHERE id = {b}), {b}),"
                    + " {t}, gen_random_uuid(), {l}, 's3', '{}', 'active', 1, now(), now()"),
    BACKEND_CREDENTIAL("backend_id = {b}", "VALUES ({b}, 1, gen_random_uuid(), '\\x00')"),
    BACKEND_LABEL("backend_id = {b}", "VALUES ({b}, 'l')"),
    PLACEMENT("tenant_id = {t}", "(tenant_id, updated_at) VALUES ({t}, now())"),
    TENANT_KEY(
            "tenant_id = {t}",
            "(tenant_id, key_id, sealed) VALUES ({t}, gen_random_uuid(), '\\x00')"),
    USAGE("tenant_id = {t}", "(tenant_id, limit_bytes) VALUES ({t}, 1)"),
    OBJECT(
            "tenant_id = {t}",
            "(tenant_id, id, content_id, location_id, key, state, node_id, token, format, key_id, charged,"
                    + " created_at, deadline) VALUES ({t}, gen_random_uuid(), {t}, {l}, gen_random_uuid(),"
                    + " 'writing', {t}, {t}, 1, 'k', 0, now(), now())"),
    FILE(
            "tenant_id = {t}",
            "(tenant_id, id, user_id, address, name, category, content_type, size, plain_sha256, content_id,"
                    + " object_id, uploaded_at) VALUES ({t}, gen_random_uuid(), {u}, gen_random_uuid(), 'n',"
                    + " 'general', 'c', 0, '\\x00', {t}, {t}, now())"),
    ROOT(
            "tenant_id = {t}",
            "(tenant_id, user_id, name, created_at) VALUES ({t}, {u}, gen_random_uuid(), now())"),
    ALLOWED_ORIGIN(
            "tenant_id = {t}",
            "(tenant_id, origin, position, max_age_seconds) VALUES ({t}, gen_random_uuid(), 1, 600)"),
    COUNT_BASE(
            "tenant_id = {t}",
            "(tenant_id, user_id, category, files, bytes) VALUES ({t}, {u}, gen_random_uuid(), 0, 0)"),
    COUNT_DELTA(
            "tenant_id = {t}",
            "(tenant_id, user_id, category, files, bytes) VALUES ({t}, {u}, 'general', 0, 0)"),
    PLACE_BASE(
            "tenant_id = {t}",
            "(tenant_id, location_id, files, bytes) VALUES ({t}, gen_random_uuid(), 0, 0)"),
    PLACE_DELTA(
            "tenant_id = {t}",
            "(tenant_id, location_id, files, bytes) VALUES ({t}, gen_random_uuid(), 0, 0)"),
    RECOUNT("tenant_id = {t}", "(tenant_id, counted_at) VALUES ({t}, now())"),
    AUDIT(
            "tenant_id = {t}",
            "(id, at, tenant_id, actor_email, action, target, details, request_id)"
                    + " VALUES (gen_random_uuid(), now(), {t}, 'e', 'a', 't', '{}', 'r')"),
    UPLOAD_TICKET(
            "tenant_id = {t}",
            "(tenant_id, id, user_id, backend_id, file_name, token_sha256, created_at, expires_at)"
                    + " VALUES ({t}, gen_random_uuid(), {u}, {b}, 'f', '\\x00', now(), now())"),
    UPLOAD_SESSION(
            "tenant_id = {t}",
            "(tenant_id, id, user_id, file_id, object_id, kind, state, address, name, category, content_type,"
                    + " created_at, expires_at) VALUES ({t}, {u}, {u}, {u}, {u}, 'parted', 'open', 'a', 'a',"
                    + " 'general', '', now(), now())"),
    UPLOAD_PIECE(
            "tenant_id = {t}",
            "(tenant_id, session_id, number, token, node_id, charged)"
                    + " VALUES ({t}, {u}, 1, gen_random_uuid(), {u}, 0)"),
    MIGRATION(
            "tenant_id = {t}",
            "(id, tenant_id, state, source_kind, home_backend_id, target_backend_id, target_location_id, target_kind,"
                    + " total_files, total_bytes, slots, placement_version, placement_before, grace_seconds,"
                    + " concurrency, started_at, initiated_by, initiated_by_email) VALUES (gen_random_uuid(), {t},"
                    + " 'completed', 'own', {b}, {b}, {l}, 'own', 0, 0, 1, 1, '{}', 0, 1, now(), {u}, 'e')"),
    MIGRATION_SLOT(
            "tenant_id = {t}",
            "(tenant_id, migration_id, slot, touched_at) SELECT {t}, id, floor(random() * 30000), now()"
                    + " FROM migration LIMIT 1"),
    MIGRATION_ITEM(
            "tenant_id = {t}",
            "(tenant_id, migration_id, file_id, slot, state, size, from_object, from_location, from_key, not_before)"
                    + " VALUES ({t}, gen_random_uuid(), {t}, 1, 'waiting', 0, {t}, {l}, 'k', now())"),
    MIGRATION_MANIFEST(
            "tenant_id = {t}",
            "(tenant_id, migration_id, part, body) SELECT {t}, id, floor(random() * 30000), '\\x00'"
                    + " FROM migration LIMIT 1"),
    PLACEMENT_VERSION(
            "tenant_id = {t}",
            "(tenant_id, id, kind, backend_id, state, validation, reason, configured_at, configured_by,"
                    + " configured_by_email, due_at) VALUES ({t}, gen_random_uuid(), 'own', {b}, 'drained', 'valid',"
                    + " 'r', now(), {u}, 'e', now())");

    private final String whose;
    private final String values;

    Rows(String whose, String values) {
        this.whose = whose;
        this.values = values;
    }

    static List<String> tables() {
        return Arrays.stream(values()).map(Rows::table).toList();
    }

    String table() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The condition that a row is the tenant's. */
    String whose() {
        return whose;
    }

    String insert() {
        return "INSERT INTO " + table() + " " + values;
    }

    /** Rows of the audit log are never changed, by anybody. */
    boolean changes() {
        return this != AUDIT;
    }
}
