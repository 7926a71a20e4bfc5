package dev.storeward.server.api.configs;

import dev.storeward.core.Problem.FieldProblem;
import dev.storeward.core.backend.registry.NewBackend;
import dev.storeward.server.api.configs.CloudMapper.Field;
import dev.storeward.server.http.request.JsonFields;
import dev.storeward.store.Secret;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a request for a new configuration and collects everything that this door by itself finds
 * wrong with it. Fields that mean nothing here, or nothing to the provider, are left aside and
 * counted: newer clients, and forms that send every field, work. Belongs to one request.
 */
final class RequestReader {
    private static final String NAME = "name";
    private static final String PROVIDER = "provider";
    private static final String ACCELERATED = "s3_is_accelerated";
    private static final int ECHOED = 100;

    private final ObjectNode body;
    private final JsonFields fields;
    private final Map<String, Secret> values = new HashMap<>();
    private final Optional<CloudMapper> cloud;

    /** The provider by which the fields are read: the one named, else the one most are of. */
    private final CloudMapper likely;

    private final String name;
    private final String authMethod;
    private int unknown;
    private int unused;

    RequestReader(ObjectNode body) {
        this.body = body;
        this.fields = new JsonFields(body);
        this.name = text(NAME);
        if (name.isEmpty() && !fields.isWrong(NAME)) {
            fields.add(NAME, JsonFields.REQUIRED);
        }
        this.cloud = readProvider();
        this.likely = cloud.orElseGet(() -> CloudMapper.likely(body.propertyNames()));
        this.authMethod = readAuthMethod();
        likely.fields().stream().filter(field -> field.goesWith(authMethod)).forEach(this::read);
        count();
    }

    /** The provider; empty where it is missing or unknown, which is among the problems. */
    Optional<CloudMapper> cloud() {
        return cloud;
    }

    /**
     * The backend it asks for; of the connector its fields are of where the provider is unknown.
     */
    NewBackend made() {
        return NewBackend.displayed(name, likely.connector(), Map.copyOf(values));
    }

    List<FieldProblem> problems() {
        return fields.problems();
    }

    /**
     * What the core says of the backend, in this request's words. Empty where the request has none
     * for it, such as for keys beside a role; where this door said something of the field already;
     * and for an optional field that was left out while others are missing, of which it may only be
     * a consequence.
     */
    Optional<FieldProblem> told(FieldProblem problem) {
        FieldProblem told = ConfigsMapper.told(problem, likely);
        String field = told.field();
        boolean ours = field.equals(NAME) || isUsed(likely, field);
        boolean follows = !fields.problems().isEmpty() && !body.has(field);
        return ours && !fields.isWrong(field) && !follows ? Optional.of(told) : Optional.empty();
    }

    /** How many fields this door does not know. */
    int unknown() {
        return unknown;
    }

    /** How many belong to another provider, or to another way to prove oneself. */
    int unused() {
        return unused;
    }

    private Optional<CloudMapper> readProvider() {
        String provider = text(PROVIDER);
        Optional<CloudMapper> found = CloudMapper.of(provider);
        if (provider.isEmpty() && !fields.isWrong(PROVIDER)) {
            fields.add(PROVIDER, JsonFields.REQUIRED);
        } else if (!provider.isEmpty() && found.isEmpty()) {
            String echoed =
                    provider.codePointCount(0, provider.length()) <= ECHOED
                            ? provider
                            : provider.substring(0, provider.offsetByCodePoints(0, ECHOED)) + "…";
            fields.add(PROVIDER, "Unsupported provider: " + echoed);
        }
        return found;
    }

    private String readAuthMethod() {
        if (!likely.isS3()) {
            return "";
        }
        String method = text(CloudMapper.AUTH_METHOD);
        if (!method.isEmpty()
                && !method.equals(CloudMapper.ACCESS_KEY)
                && !method.equals(CloudMapper.ROLE)) {
            fields.add(CloudMapper.AUTH_METHOD, "Must be access_key or role.");
            return "";
        }
        if (fields.isWrong(CloudMapper.AUTH_METHOD)) {
            return "";
        }
        return method.isEmpty() ? CloudMapper.ACCESS_KEY : method;
    }

    private void read(Field field) {
        String value =
                field.wireName().equals(ACCELERATED)
                        ? (fields.flag(ACCELERATED) ? "true" : "")
                        : text(field.wireName());
        if (!value.isEmpty()) {
            values.put(field.setting(), Secret.of(value));
        } else if (cloud.isPresent() && field.required() && !fields.isWrong(field.wireName())) {
            fields.add(field.wireName(), JsonFields.REQUIRED);
        }
    }

    /** A text; empty also when it is blank. */
    private String text(String field) {
        String text = fields.text(field);
        return text.isBlank() ? "" : text;
    }

    private void count() {
        for (String sent : body.propertyNames()) {
            if (sent.equals(NAME) || sent.equals(PROVIDER)) {
                continue;
            }
            if (!CloudMapper.known(sent)) {
                unknown++;
            } else if (cloud.isPresent() && !isUsed(cloud.get(), sent)) {
                unused++;
            }
        }
    }

    private boolean isUsed(CloudMapper cloud, String sent) {
        if (sent.equals(CloudMapper.AUTH_METHOD)) {
            return cloud.isS3();
        }
        return cloud.fields().stream()
                .anyMatch(field -> field.wireName().equals(sent) && field.goesWith(authMethod));
    }
}
