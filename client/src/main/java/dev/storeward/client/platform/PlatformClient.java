package dev.storeward.client.platform;

import dev.storeward.client.Page;
import dev.storeward.client.http.Call;
import dev.storeward.client.http.Json;
import dev.storeward.client.http.Transport;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tenants, users, keys, backends and migrations; and every other call of the door by its path, with
 * JSON. Changes are made once however often they are sent. Every method throws {@link
 * dev.storeward.client.StorewardException} when the server refuses. Safe for use by several
 * threads.
 */
public final class PlatformClient {
    private static final String BASE = "/api/v1/platform";

    private final Transport transport;

    /** Made by {@link dev.storeward.client.StorewardClient}. */
    public PlatformClient(Transport transport) {
        this.transport = transport;
    }

    /**
     * What a question is answered.
     *
     * @param path behind the door's base, encoded, such as {@code /whoami}
     */
    public JsonNode get(String path) {
        return transport.json(Call.get(BASE + path));
    }

    /** Makes a change, and answers what was answered; a null node for none. */
    public JsonNode send(String method, String path, JsonNode body) {
        return transport.json(Call.json(method, BASE + path, body));
    }

    /** Makes a change without a body, and answers what was answered; a null node for none. */
    public JsonNode send(String method, String path) {
        return transport.json(Call.change(method, BASE + path));
    }

    /** Every item of a list, page by page. */
    public void each(String path, Consumer<JsonNode> item) {
        String cursor = "";
        do {
            JsonNode page = page(path, 1000, cursor);
            page.path("items").forEach(item);
            cursor = page.path("next_cursor").asString("");
        } while (!cursor.isEmpty());
    }

    private JsonNode page(String path, int limit, String cursor) {
        return get(
                path
                        + (path.contains("?") ? "&" : "?")
                        + "limit="
                        + limit
                        + (cursor.isEmpty() ? "" : "&cursor=" + Json.encoded(cursor)));
    }

    /** The body of an answer as it comes; the caller closes it. */
    public InputStream open(String path) {
        return transport.open(Call.get(BASE + path)).body();
    }

    /** The tenants, by slug. */
    public Page<Tenant> tenants(String cursor, int limit) {
        return page("/tenants", Tenant.class, cursor, limit);
    }

    /**
     * Makes a tenant.
     *
     * @param plan {@code free}, {@code starter}, {@code pro}, {@code team} or {@code enterprise}
     */
    public Tenant createTenant(String slug, String name, String plan) {
        return made("/tenants", Map.of("slug", slug, "name", name, "plan", plan), Tenant.class);
    }

    public Tenant tenant(UUID id) {
        return read(get("/tenants/" + id), Tenant.class);
    }

    public void deleteTenant(UUID id) {
        send("DELETE", "/tenants/" + id);
    }

    public Page<User> users(UUID tenant, String cursor, int limit) {
        return page("/tenants/" + tenant + "/users", User.class, cursor, limit);
    }

    /** Makes a user; {@code role} is {@code member} or {@code supervisor}. */
    public User createUser(UUID tenant, String email, String role) {
        return made(
                "/tenants/" + tenant + "/users", Map.of("email", email, "role", role), User.class);
    }

    /** Disables a user: keys and links die, its files stay. */
    public void disableUser(UUID user) {
        send("DELETE", "/users/" + user);
    }

    public Page<Key> keys(UUID user, String cursor, int limit) {
        return page("/users/" + user + "/keys", Key.class, cursor, limit);
    }

    /**
     * Makes a key of a user.
     *
     * @param expiresAt null for none but that of the key it is made with
     */
    public IssuedKey createKey(UUID user, String name, @Nullable Instant expiresAt) {
        ObjectNode body = Json.MAPPER.createObjectNode().put("name", name);
        if (expiresAt != null) {
            body.put("expires_at", expiresAt.toString());
        }
        JsonNode made = send("POST", "/users/" + user + "/keys", body);
        return new IssuedKey(
                UUID.fromString(made.path("id").asString("")), made.path("key").asString(""));
    }

    public void revokeKey(UUID key) {
        send("DELETE", "/keys/" + key);
    }

    public Page<Backend> backends(UUID tenant, String cursor, int limit) {
        return page("/tenants/" + tenant + "/backends", Backend.class, cursor, limit);
    }

    /** Registers a bucket; it is verified first, and refused with what failed. */
    public Backend registerBackend(UUID tenant, NewBackend backend) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("name", backend.name()).put("connector", backend.connector());
        ObjectNode settings = body.putObject("settings");
        backend.settings().forEach(settings::put);
        return read(send("POST", "/tenants/" + tenant + "/backends", body), Backend.class);
    }

    /** Proves a backend again, and tells what was found. */
    public Backend verifyBackend(UUID backend) {
        return read(send("POST", "/backends/" + backend + "/verify"), Backend.class);
    }

    public Page<Migration> migrations(UUID tenant, String cursor, int limit) {
        return page("/tenants/" + tenant + "/migrations", Migration.class, cursor, limit);
    }

    /** Begins to move all of a tenant's files to a backend; new ones go there from now on. */
    public Migration startMigration(UUID tenant, UUID targetBackend) {
        return made(
                "/tenants/" + tenant + "/migrations",
                Map.of("target_backend_id", targetBackend.toString()),
                Migration.class);
    }

    public Migration migration(UUID id) {
        return read(get("/migrations/" + id), Migration.class);
    }

    /** Ends a migration; every file stays readable where it is. */
    public Migration cancelMigration(UUID id) {
        return read(
                send("POST", "/migrations/" + id + "/cancel", Json.MAPPER.createObjectNode()),
                Migration.class);
    }

    private <T> T made(String path, Map<String, String> fields, Class<T> type) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        fields.forEach(body::put);
        return read(send("POST", path, body), type);
    }

    private <T> Page<T> page(String path, Class<T> type, String cursor, int limit) {
        JsonNode page = page(path, limit, cursor);
        List<T> items = new ArrayList<>();
        page.path("items").forEach(item -> items.add(read(item, type)));
        return new Page<>(items, page.path("next_cursor").asString(""));
    }

    private static <T> T read(JsonNode json, Class<T> type) {
        return Json.MAPPER.treeToValue(json, type);
    }
}
