package dev.storeward.server.docs;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Puts examples into a document: by the id of an operation, what was sent as {@code request} and
 * what was answered under the status.
 */
final class OpenApiExamples {
    private final Map<String, Object> document;
    private final Map<?, ?> examples;

    OpenApiExamples(Map<String, Object> document, Map<?, ?> examples) {
        this.document = document;
        this.examples = examples;
    }

    void put() {
        object(document, "paths")
                .values()
                .forEach(path -> object(path).values().forEach(method -> put(object(method))));
    }

    private void put(Map<String, Object> operation) {
        Object id = operation.get("operationId");
        if (id != null && examples.get(id) instanceof Map<?, ?> ofOperation) {
            ofOperation.forEach((what, example) -> {
                if (what.equals("request")) {
                    put(object(operation, "requestBody"), example);
                } else {
                    put(response(operation, String.valueOf(what)), example);
                }
            });
        }
    }

    private static void put(Map<String, Object> body, Object example) {
        object(body, "content").values().forEach(type -> object(type).put("example", example));
    }

    /** What is shared with other operations becomes its own. */
    private Map<String, Object> response(Map<String, Object> operation, String status) {
        Map<String, Object> responses = object(operation, "responses");
        Map<String, Object> response = object(responses, status);
        if (response.get("$ref") instanceof String reference) {
            String name = reference.substring(reference.lastIndexOf('/') + 1);
            response = copy(object(object(object(document, "components"), "responses"), name));
            responses.put(status, response);
        }
        return response;
    }

    private static Map<String, Object> copy(Map<String, Object> original) {
        Map<String, Object> copy = new LinkedHashMap<>();
        original.forEach((name, value) ->
                copy.put(name, value instanceof Map<?, ?> ? copy(object(value)) : value));
        return copy;
    }

    private static Map<String, Object> object(Map<String, Object> in, String name) {
        Object value = in.get(name);
        if (value == null) {
            throw new IllegalStateException("An example is for " + name + ", which is not there.");
        }
        return object(value);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }
}
