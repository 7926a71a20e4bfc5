package dev.storeward.cli.command;

import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** What people call things, as the ids that the server asks for. */
public final class Names {
    private Names() {}

    /** The id of a tenant: given as such, by its slug, or the caller's own when empty. */
    static String tenant(Api api, String given) {
        if (isId(given)) {
            return given;
        }
        JsonNode own = api.get("/whoami").path("tenants");
        for (JsonNode tenant : own) {
            if (given.isEmpty() || Words.text(tenant.path("slug")).equals(given)) {
                return Words.text(tenant.path("id"));
            }
        }
        if (given.isEmpty()) {
            throw Failure.usage("A super admin names the tenant: --tenant SLUG or its id.");
        }
        return api.all("/tenants").stream()
                .filter(tenant -> Words.text(tenant.path("slug")).equals(given))
                .map(tenant -> Words.text(tenant.path("id")))
                .findFirst()
                .orElseThrow(
                        () -> Failure.refused("There is no tenant " + Words.clean(given) + "."));
    }

    /** The slug of a tenant; empty when none was given. */
    static String slug(Api api, String given) {
        return isId(given) ? Words.text(api.get("/tenants/" + given).path("slug")) : given;
    }

    /** The id of a backend of the run's tenant: given as such or by its name. */
    public static String backend(CommandRun run, String given) {
        if (isId(given)) {
            return given;
        }
        return only(
                run.api().all("/tenants/" + run.tenant() + "/backends"),
                backend ->
                        Words.text(backend.path("name")).equals(given)
                                && !Words.text(backend.path("state")).equals("forgotten"),
                "backend",
                given);
    }

    /** The id of a user of the run's tenant: given as such, by its email; oneself when empty. */
    public static String user(CommandRun run, String given) {
        if (isId(given)) {
            return given;
        }
        if (given.isEmpty()) {
            return Words.text(run.api().get("/whoami").at("/user/id"));
        }
        return only(
                run.api().all("/tenants/" + run.tenant() + "/users"),
                user ->
                        Words.text(user.path("email")).equalsIgnoreCase(given)
                                && Words.text(user.path("disabled_at")).isEmpty(),
                "user",
                given);
    }

    /**
     * The id of a key of a user: given as such, by its name or by its first characters.
     *
     * @param list the user's keys
     * @param shown the field that holds what is shown of a key
     */
    public static String key(Api api, String list, String shown, String given) {
        if (isId(given)) {
            return given;
        }
        List<JsonNode> found =
                api.all(list).stream()
                        .filter(key ->
                                Words.text(key.path("name")).equals(given)
                                        || Words.text(key.path(shown)).equals(given))
                        .toList();
        if (found.size() > 1) {
            throw Failure.refused(
                    "Several keys are called " + Words.clean(given) + ": name one by its id.");
        }
        return only(found, key -> true, "key", given);
    }

    /** A migration's id: given as such, or {@code last} for the newest of the run's tenant. */
    public static String migration(CommandRun run, String given) {
        if (!given.equals("last")) {
            return given;
        }
        List<JsonNode> newest = run.api().first("/tenants/" + run.tenant() + "/migrations", 1);
        if (newest.isEmpty()) {
            throw Failure.refused("The tenant has no migration.");
        }
        return Words.text(newest.getFirst().path("id"));
    }

    private static String only(
            List<JsonNode> list, Predicate<JsonNode> wanted, String what, String given) {
        return list.stream()
                .filter(wanted)
                .map(item -> Words.text(item.path("id")))
                .findFirst()
                .orElseThrow(() ->
                        Failure.refused(
                                (what.equals("key") ? "The user has no " : "The tenant has no ")
                                        + what
                                        + " "
                                        + Words.clean(given)
                                        + "."));
    }

    public static boolean isId(String text) {
        try {
            return UUID.fromString(text).toString().equalsIgnoreCase(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
