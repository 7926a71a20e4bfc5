package dev.storeward.cli.command;

import dev.storeward.client.platform.PlatformClient;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** The platform door, answers as they come. */
public final class Api {
    private final PlatformClient door;

    Api(PlatformClient door) {
        this.door = door;
    }

    public JsonNode get(String path) {
        return door.get(path);
    }

    public JsonNode post(String path) {
        return door.send("POST", path);
    }

    public JsonNode post(String path, JsonNode body) {
        return door.send("POST", path, body);
    }

    public JsonNode put(String path, JsonNode body) {
        return door.send("PUT", path, body);
    }

    public JsonNode patch(String path, JsonNode body) {
        return door.send("PATCH", path, body);
    }

    public JsonNode delete(String path) {
        return door.send("DELETE", path);
    }

    public void each(String path, Consumer<JsonNode> item) {
        door.each(path, item);
    }

    public List<JsonNode> all(String path) {
        List<JsonNode> items = new ArrayList<>();
        each(path, items::add);
        return items;
    }

    /** A page of a list, for who wants its first items only. */
    public List<JsonNode> first(String path, int limit) {
        List<JsonNode> items = new ArrayList<>();
        get(path + (path.contains("?") ? "&" : "?") + "limit=" + limit)
                .path("items")
                .forEach(items::add);
        return items;
    }

    /** The body of an answer as it comes; the caller closes it. */
    public InputStream open(String path) {
        return door.open(path);
    }
}
