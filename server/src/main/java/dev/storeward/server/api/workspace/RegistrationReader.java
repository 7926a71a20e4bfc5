package dev.storeward.server.api.workspace;

import dev.storeward.core.Checks;
import dev.storeward.core.Problem;
import dev.storeward.core.Problem.FieldProblem;
import dev.storeward.core.backend.registry.NewBackend;
import dev.storeward.store.ConnectorSchema;
import dev.storeward.store.Secret;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request to register a storage configuration, read by hand so that everything wrong with it is
 * told at once. Belongs to one request.
 */
final class RegistrationReader {
    private static final String KEY = "storage_key";
    private static final String CLASS = "storage_class";
    private static final String REQUIRED = "This field is required.";
    private static final String NO_STRING = "Must be a string.";

    private final List<FieldProblem> problems = new ArrayList<>();
    private final Map<String, Secret> values = new HashMap<>();
    private final String key;
    private final String className;
    private final Optional<StorageClassMapper> kind;
    private final boolean verify;

    private RegistrationReader(JsonNode body, List<ConnectorSchema> connectors, boolean verify) {
        if (!body.isObject()) {
            throw Problem.invalid("body", "A JSON object is required.").asException();
        }
        body.propertyNames().stream()
                .filter(name -> !List.of(KEY, CLASS, StorageClassMapper.PLACE).contains(name))
                .forEach(name -> add(name, "Unknown field."));
        this.verify = verify;
        this.key = text(KEY, body.get(KEY));
        this.className = text(CLASS, body.get(CLASS));
        this.kind = StorageClassMapper.of(className, connectors);
        if (kind.isEmpty() && !complainedOf(CLASS)) {
            add(
                    CLASS,
                    "Unknown storage class. Known are "
                            + String.join(", ", StorageClassMapper.names(connectors))
                            + ".");
        }
        readInit(body.get(StorageClassMapper.PLACE));
    }

    static RegistrationReader of(JsonNode body, List<ConnectorSchema> connectors, boolean verify) {
        return new RegistrationReader(body, connectors, verify);
    }

    private String text(String field, @Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            add(field, REQUIRED);
        } else if (!value.isString()) {
            add(field, NO_STRING);
        } else if (value.stringValue().isEmpty()) {
            add(field, REQUIRED);
        } else {
            return value.stringValue();
        }
        return "";
    }

    private void readInit(@Nullable JsonNode init) {
        if (init == null || init.isNull()) {
            add(StorageClassMapper.PLACE, REQUIRED);
        } else if (!init.isObject()) {
            add(StorageClassMapper.PLACE, "Must be an object.");
        } else {
            kind.ifPresent(known -> readFields(known, init));
        }
    }

    private void readFields(StorageClassMapper known, JsonNode init) {
        init.properties()
                .forEach(sent -> {
                    ConnectorSchema.Field field = known.fields().get(sent.getKey());
                    String name = StorageClassMapper.PLACE + "." + sent.getKey();
                    if (field == null) {
                        add(
                                name,
                                "Unknown field. The fields of this storage class are "
                                        + String.join(", ", new TreeSet<>(known.fields().keySet()))
                                        + ".");
                    } else if (!sent.getValue().isNull()) {
                        readField(name, field, sent.getValue());
                    }
                });
        known.fields()
                .forEach((name, field) -> {
                    String full = StorageClassMapper.PLACE + "." + name;
                    Secret value = values.get(field.name());
                    boolean missing = value == null || value.reveal().isBlank();
                    if (missing && known.requires(field) && !complainedOf(full)) {
                        add(full, REQUIRED);
                    }
                });
    }

    private void readField(String name, ConnectorSchema.Field field, JsonNode value) {
        boolean typed =
                switch (field.type()) {
                    case BOOLEAN -> value.isBoolean();
                    case INTEGER -> value.isIntegralNumber();
                    case TEXT, URL, EXTERNAL_ID -> value.isString();
                    // The JSON itself is taken too, as people have it at hand.
                    case DOCUMENT -> value.isString() || value.isObject();
                };
        if (typed && !Checks.wellFormed(value.asString(""))) {
            add(name, "Must be well-formed Unicode.");
        } else if (typed) {
            values.put(
                    field.name(),
                    Secret.of(value.isObject() ? value.toString() : value.asString()));
        } else {
            add(
                    name,
                    switch (field.type()) {
                        case BOOLEAN -> "Must be true or false.";
                        case INTEGER -> "Must be a whole number.";
                        case TEXT, URL, DOCUMENT, EXTERNAL_ID -> NO_STRING;
                    });
        }
    }

    private void add(String field, String message) {
        problems.add(new FieldProblem(field, message));
    }

    private boolean complainedOf(String field) {
        return problems.stream().anyMatch(problem -> problem.field().equals(field));
    }

    /**
     * The class that was asked for, when nothing is wrong.
     *
     * @param problemsOf what the core finds wrong with a backend, in its own names of fields
     * @throws dev.storeward.core.ProblemException {@code Invalid} with everything that is wrong
     */
    StorageClassMapper checked(Function<NewBackend, List<FieldProblem>> problemsOf) {
        problemsOf.apply(backend()).stream()
                .map(problem ->
                        new FieldProblem(
                                kind.map(known -> WorkspaceMapper.renamed(problem.field(), known))
                                        .orElse(problem.field().equals("name") ? KEY : ""),
                                problem.message()))
                .filter(problem -> !problem.field().isEmpty() && !complainedOf(problem.field()))
                .toList()
                .forEach(problems::add);
        if (!problems.isEmpty()) {
            throw new Problem.Invalid(problems).asException();
        }
        return kind.orElseThrow();
    }

    /** What is asked for, in the core's words. */
    NewBackend backend() {
        return new NewBackend(
                key, kind.map(known -> known.schema().name()).orElse(""), values, verify);
    }

    /** The storage class as it was sent. */
    String className() {
        return className;
    }
}
