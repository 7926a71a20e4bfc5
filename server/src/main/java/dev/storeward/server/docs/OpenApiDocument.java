package dev.storeward.server.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The doors' documents as one. Each door has its own file, written by hand; the examples are
 * answers of a server, by operation.
 */
final class OpenApiDocument {
    private static final List<String> FILES =
            List.of(
                    "service.yaml",
                    "storage.yaml",
                    "resumable.yaml",
                    "workspace.yaml",
                    "configs.yaml",
                    "admin.yaml",
                    "platform.yaml");

    private OpenApiDocument() {}

    static Map<String, Object> merged() {
        Map<String, Object> whole = new LinkedHashMap<>();
        for (String file : FILES) {
            merge(whole, read(file));
        }
        new OpenApiExamples(whole, read("examples.json")).put();
        return whole;
    }

    /** Objects are joined field by field, lists one behind the other; anything else is replaced. */
    private static void merge(Map<String, Object> into, Map<?, ?> from) {
        from.forEach((name, value) ->
                into.merge(String.valueOf(name), copy(value), OpenApiDocument::joined));
    }

    private static Object joined(Object before, Object after) {
        if (before instanceof Map<?, ?> first && after instanceof Map<?, ?> second) {
            Map<String, Object> both = new LinkedHashMap<>();
            merge(both, first);
            merge(both, second);
            return both;
        }
        if (before instanceof List<?> first && after instanceof List<?> second) {
            return java.util.stream.Stream.concat(first.stream(), second.stream()).toList();
        }
        return after;
    }

    private static Object copy(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            merge(copy, map);
            return copy;
        }
        return value;
    }

    private static Map<?, ?> read(String file) {
        try (InputStream in = OpenApiDocument.class.getResourceAsStream("/openapi/" + file)) {
            if (in == null) {
                throw new IllegalStateException("The resource openapi/" + file + " is missing.");
            }
            return new Yaml(new SafeConstructor(new LoaderOptions())).<Map<?, ?>>load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
