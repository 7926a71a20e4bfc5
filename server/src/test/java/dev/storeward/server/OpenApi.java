package dev.storeward.server;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** The published document, and whether an answer is as it says: status, fields, types. */
public final class OpenApi {
    private final JsonNode document;

    private OpenApi(JsonNode document) {
        this.document = document;
    }

    public static OpenApi of(RunningServer server) {
        return new OpenApi(new Http(server, "").get("/openapi.json").json());
    }

    public JsonNode document() {
        return document;
    }

    /** Everything in an answer that the document does not say; empty when it is as it says. */
    public List<String> deviations(String method, String path, Http.Answer answer) {
        JsonNode operation = operation(method, path.split("\\?", 2)[0]);
        if (operation.isMissingNode()) {
            return List.of(method + " " + path + " is not in the document");
        }
        JsonNode response = response(operation.path("responses"), answer.status());
        if (response.isMissingNode()) {
            return List.of("status " + answer.status() + " is not in the document");
        }
        JsonNode content = resolved(response).path("content");
        if (content.isEmpty()) {
            return answer.body().length == 0 ? List.of() : List.of("a body was not expected");
        }
        String type = answer.header("Content-Type").split(";", 2)[0];
        JsonNode schema = content.path(content.has(type) ? type : "*/*").path("schema");
        if (schema.isMissingNode()) {
            return List.of("the type " + type + " is not in the document");
        }
        List<String> deviations = new ArrayList<>();
        if (type.endsWith("json")) {
            check("$", schema, answer.json(), deviations);
        }
        return deviations;
    }

    /** Everything in a value that its schema does not say. */
    public List<String> deviations(JsonNode schema, JsonNode value) {
        List<String> deviations = new ArrayList<>();
        check("$", schema, value, deviations);
        return deviations;
    }

    /** What is said of a status, else of its hundred. */
    private static JsonNode response(JsonNode responses, int status) {
        JsonNode exact = responses.path(String.valueOf(status));
        return exact.isMissingNode() ? responses.path(status / 100 + "XX") : exact;
    }

    private JsonNode operation(String method, String asked) {
        // Where a slash may stand at the end, the document has the address without.
        String path =
                asked.length() > 1 && asked.endsWith("/")
                        ? asked.substring(0, asked.length() - 1)
                        : asked;
        String wanted = method.toLowerCase(java.util.Locale.ROOT);
        for (Map.Entry<String, JsonNode> entry : document.path("paths").properties()) {
            String pattern = entry.getKey().replaceAll("\\{[a-z_]+}", "[^/]+");
            boolean objectName = entry.getKey().contains("{object_name}");
            if (path.matches(objectName ? pattern.replace("[^/]+", ".+") : pattern)
                    && entry.getValue().has(wanted)
                    && !(objectName && hasNearer(entry.getKey(), path))) {
                return entry.getValue().path(wanted);
            }
        }
        return document.path("none");
    }

    private static boolean hasNearer(String key, String path) {
        return key.endsWith("}") && path.matches(".*/(metadata|presigned-url)");
    }

    private JsonNode resolved(JsonNode node) {
        JsonNode target = node;
        while (target.has("$ref")) {
            target = document.at(target.path("$ref").stringValue().substring(1));
        }
        return target;
    }

    private void check(String at, JsonNode reference, JsonNode value, List<String> deviations) {
        JsonNode schema = resolved(reference);
        if (schema.has("oneOf")) {
            checkOneOf(at, schema.path("oneOf"), value, deviations);
            return;
        }
        List<String> types = new ArrayList<>();
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            type.forEach(one -> types.add(one.stringValue()));
        } else if (type.isString()) {
            types.add(type.stringValue());
        }
        if (!types.isEmpty() && types.stream().noneMatch(t -> is(t, value))) {
            deviations.add(at + " is " + value + ", not " + types);
            return;
        }
        if (schema.has("enum") && !contains(schema.path("enum").values(), value)) {
            deviations.add(at + " is " + value + ", not one of " + schema.path("enum"));
        }
        if (value.isString()) {
            checkFormat(at, schema.path("format").asString(""), value.stringValue(), deviations);
        }
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                check(at + "[" + i + "]", schema.path("items"), value.get(i), deviations);
            }
        }
        if (value.isObject()) {
            checkFields(at, schema, value, deviations);
        }
    }

    private void checkOneOf(String at, JsonNode choices, JsonNode value, List<String> deviations) {
        List<String> all = new ArrayList<>();
        for (JsonNode choice : choices) {
            List<String> of = new ArrayList<>();
            check(at, choice, value, of);
            if (of.isEmpty()) {
                return;
            }
            all.addAll(of);
        }
        deviations.addAll(all);
    }

    private void checkFields(String at, JsonNode schema, JsonNode value, List<String> deviations) {
        for (JsonNode name : schema.path("required").values()) {
            if (!value.has(name.stringValue())) {
                deviations.add(at + "." + name.stringValue() + " is missing");
            }
        }
        JsonNode others = schema.path("additionalProperties");
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            JsonNode known = schema.path("properties").path(field.getKey());
            if (!known.isMissingNode()) {
                check(at + "." + field.getKey(), known, field.getValue(), deviations);
            } else if (others.isObject()) {
                check(at + "." + field.getKey(), others, field.getValue(), deviations);
            } else if (!others.asBoolean(true)) {
                deviations.add(at + "." + field.getKey() + " is not in the document");
            }
        }
    }

    private static boolean is(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> false;
        };
    }

    private static boolean contains(Collection<JsonNode> values, JsonNode value) {
        return values.stream().anyMatch(value::equals);
    }

    private static void checkFormat(
            String at, String format, String value, List<String> deviations) {
        try {
            switch (format) {
                case "uuid" -> UUID.fromString(value);
                case "date-time" -> OffsetDateTime.parse(value);
                default -> {}
            }
        } catch (RuntimeException e) {
            deviations.add(at + " is " + value + ", not a " + format);
        }
    }
}
