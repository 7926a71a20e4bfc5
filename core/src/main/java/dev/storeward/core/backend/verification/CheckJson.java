package dev.storeward.core.backend.verification;

import dev.storeward.core.backend.verification.CheckResult.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The results of a verification as they are kept with their backend. */
public final class CheckJson {
    private static final JsonMapper JSON = JsonMapper.shared();

    private CheckJson() {}

    public static String write(List<CheckResult> results) {
        ArrayNode list = JSON.createArrayNode();
        for (CheckResult result : results) {
            ObjectNode item = list.addObject();
            item.put("check", result.check().wireName());
            item.put("outcome", result.outcome().wireName());
            item.put("code", result.code());
            item.put("message", result.message());
            item.put("remedy", result.remedy());
            item.put("field", result.field());
        }
        return JSON.writeValueAsString(list);
    }

    /** The results of a text made by {@link #write}. */
    public static List<CheckResult> read(String text) {
        List<CheckResult> results = new ArrayList<>();
        for (JsonNode item : JSON.readTree(text)) {
            for (Check check : Check.values()) {
                // A check a newer release added is left out.
                if (check.wireName().equals(text(item, "check"))) {
                    results.add(
                            new CheckResult(
                                    check,
                                    Outcome.valueOf(text(item, "outcome").toUpperCase(Locale.ROOT)),
                                    text(item, "code"),
                                    text(item, "message"),
                                    text(item, "remedy"),
                                    text(item, "field")));
                }
            }
        }
        return results;
    }

    private static String text(JsonNode item, String name) {
        return item.path(name).asString("");
    }
}
