package dev.storeward.core.placement;

import dev.storeward.core.file.Category;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules as they are kept with their placement. */
final class RuleJson {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String NONE = "[]";

    private RuleJson() {}

    static String write(List<PlacementRule> rules) {
        ArrayNode all = JSON.createArrayNode();
        for (PlacementRule rule : rules) {
            ObjectNode json = all.addObject();
            if (rule.minSize() != null) {
                json.put("min_size", rule.minSize());
            }
            if (rule.maxSize() != null) {
                json.put("max_size", rule.maxSize());
            }
            put(json, "categories", rule.categories().stream().map(Category::wireName).toList());
            put(json, "content_types", rule.contentTypes());
            put(json, "region_hints", rule.regionHints());
            json.put("backend_id", word(rule.backendId()));
        }
        return JSON.writeValueAsString(all);
    }

    /** A backend's id, or the word for the shared one. */
    static String word(@Nullable UUID backendId) {
        return backendId == null ? Placements.SHARED : backendId.toString();
    }

    private static void put(ObjectNode json, String name, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode array = json.putArray(name);
            values.forEach(array::add);
        }
    }

    /** The rules of a text made by {@link #write}. */
    static List<PlacementRule> read(String text) {
        if (text.equals(NONE)) {
            return List.of();
        }
        List<PlacementRule> rules = new ArrayList<>();
        for (JsonNode json : JSON.readTree(text).values()) {
            String backend = json.path("backend_id").asString();
            rules.add(
                    new PlacementRule(
                            number(json, "min_size"),
                            number(json, "max_size"),
                            texts(json, "categories").stream()
                                    .map(Category::ofWireName)
                                    .flatMap(Optional::stream)
                                    .toList(),
                            texts(json, "content_types"),
                            texts(json, "region_hints"),
                            backend.equals(Placements.SHARED) ? null : UUID.fromString(backend)));
        }
        return rules;
    }

    private static @Nullable Long number(JsonNode json, String name) {
        return json.has(name) ? json.path(name).longValue() : null;
    }

    private static List<String> texts(JsonNode json, String name) {
        return json.path(name)
                .valueStream()
                .map(node -> node.asString().toLowerCase(Locale.ROOT))
                .toList();
    }
}
