package dev.storeward.server.api.workspace;

import dev.storeward.core.Checks;
import dev.storeward.core.Problem;
import dev.storeward.core.Problem.FieldProblem;
import dev.storeward.core.backend.registry.NewBackend;
import dev.storeward.server.http.request.JsonFields;
import dev.storeward.store.Secret;
import dev.storeward.store.connector.ConnectorSchema;
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

    private final JsonFields fields;
    private final Map<String, Secret> values = new HashMap<>();
    private final String key;
    private final String className;
    private final Optional<StorageClassMapper> kind;
    private final boolean verify;

    private RegistrationReader(JsonNode body, List<ConnectorSchema> connectors, boolean verify) {
        if (!body.isObject()) {
            throw Problem.invalid("body", "A JSON object is required.").asException();
        }
        this.fields = new JsonFields(body);
        fields.refuseUnknown(List.of(KEY, CLASS, StorageClassMapper.PLACE));
        this.verify = verify;
        this.key = fields.required(KEY);
        this.className = fields.required(CLASS);
        this.kind = StorageClassMapper.of(className, connectors);
        if (kind.isEmpty() && !fields.isWrong(CLASS)) {
            fields.add(
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

    private void readInit(@Nullable JsonNode init) {
        if (init == null || init.isNull()) {
            fields.add(StorageClassMapper.PLACE, JsonFields.REQUIRED);
        } else if (!init.isObject()) {
            fields.add(StorageClassMapper.PLACE, "Must be an object.");
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
                        fields.add(
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
                    if (missing && known.requires(field) && !fields.isWrong(full)) {
                        fields.add(full, JsonFields.REQUIRED);
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
            fields.add(name, JsonFields.MALFORMED);
        } else if (typed) {
            values.put(
                    field.name(),
                    Secret.of(value.isObject() ? value.toString() : value.asString()));
        } else {
            fields.add(
                    name,
                    switch (field.type()) {
                        case BOOLEAN -> JsonFields.NO_FLAG;
                        case INTEGER -> JsonFields.NO_WHOLE_NUMBER;
                        case TEXT, URL, DOCUMENT, EXTERNAL_ID -> JsonFields.NO_STRING;
                    });
        }
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
                        problem.under(
                                kind.map(known -> WorkspaceMapper.renamed(problem.field(), known))
                                        .orElse(problem.field().equals("name") ? KEY : "")))
                .filter(problem -> !problem.field().isEmpty() && !fields.isWrong(problem.field()))
                .toList()
                .forEach(fields::add);
        fields.done();
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
