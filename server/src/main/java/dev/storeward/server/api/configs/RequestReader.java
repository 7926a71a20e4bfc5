package dev.storeward.server.api.configs;

import dev.storeward.core.Problem.FieldProblem;
import dev.storeward.core.backend.registry.NewBackend;
import dev.storeward.server.api.configs.CloudMapper.Field;
import dev.storeward.store.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
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
    private static final String REQUIRED = "This field is required.";
    private static final int ECHOED = 100;

    private final ObjectNode body;
    private final List<FieldProblem> problems = new ArrayList<>();
    private final Map<String, Secret> values = new HashMap<>();
    private final Optional<CloudMapper> cloud;
    private final String name;
    private final String authMethod;
    private int unknown;
    private int unused;

    RequestReader(ObjectNode body) {
        this.body = body;
        this.name = text(NAME);
        if (name.isEmpty() && !isWrong(NAME)) {
            problems.add(new FieldProblem(NAME, REQUIRED));
        }
        this.cloud = readProvider();
        this.authMethod = readAuthMethod();
        cloud.stream()
                .flatMap(known -> known.fields().stream())
                .filter(field -> field.goesWith(authMethod))
                .forEach(this::read);
        count();
    }

    /** The provider; empty where it is missing or unknown, which is among the problems. */
    Optional<CloudMapper> cloud() {
        return cloud;
    }

    /** The backend it asks for; of a connector without a name where the provider is unknown. */
    NewBackend made() {
        return NewBackend.displayed(
                name, cloud.map(CloudMapper::connector).orElse(""), Map.copyOf(values));
    }

    List<FieldProblem> problems() {
        return List.copyOf(problems);
    }

    /**
     * What the core says of the backend, in this request's words. Empty where the request has none
     * for it, such as for keys beside a role; where this door said something of the field already;
     * and for an optional field that was left out while others are missing, of which it may only be
     * a consequence.
     */
    Optional<FieldProblem> told(FieldProblem problem) {
        FieldProblem told = ConfigsMapper.told(problem, cloud.orElse(CloudMapper.AWS_S3));
        String field = told.field();
        boolean ours =
                field.equals(NAME) || cloud.filter(known -> isUsed(known, field)).isPresent();
        boolean follows = !problems.isEmpty() && !body.has(field);
        return ours && !isWrong(field) && !follows ? Optional.of(told) : Optional.empty();
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
        if (provider.isEmpty() && !isWrong(PROVIDER)) {
            problems.add(new FieldProblem(PROVIDER, REQUIRED));
        } else if (!provider.isEmpty() && found.isEmpty()) {
            String echoed =
                    provider.length() <= ECHOED ? provider : provider.substring(0, ECHOED) + "…";
            problems.add(new FieldProblem(PROVIDER, "Unsupported provider: " + echoed));
        }
        return found;
    }

    private String readAuthMethod() {
        if (!cloud.map(CloudMapper::isS3).orElse(false)) {
            return "";
        }
        String method = text(CloudMapper.AUTH_METHOD);
        if (!method.isEmpty()
                && !method.equals(CloudMapper.ACCESS_KEY)
                && !method.equals(CloudMapper.ROLE)) {
            problems.add(new FieldProblem(CloudMapper.AUTH_METHOD, "Must be access_key or role."));
            return "";
        }
        if (isWrong(CloudMapper.AUTH_METHOD)) {
            return "";
        }
        return method.isEmpty() ? CloudMapper.ACCESS_KEY : method;
    }

    private void read(Field field) {
        String value =
                field.wireName().equals(ACCELERATED) ? flag(ACCELERATED) : text(field.wireName());
        if (!value.isEmpty()) {
            values.put(field.setting(), Secret.of(value));
        } else if (field.required() && !isWrong(field.wireName())) {
            problems.add(new FieldProblem(field.wireName(), REQUIRED));
        }
    }

    /** A text; empty when it is absent, null, blank or no text, which is a problem. */
    private String text(String field) {
        JsonNode value = body.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (!value.isString()) {
            problems.add(new FieldProblem(field, "Must be a string."));
            return "";
        }
        String text = value.stringValue();
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            // Half a surrogate pair would silently become another text.
            problems.add(new FieldProblem(field, "Must be well-formed Unicode."));
            return "";
        }
        return text.isBlank() ? "" : text;
    }

    /** The one flag there is: {@code true}, or empty for what is false anyway. */
    private String flag(String field) {
        JsonNode value = body.path(field);
        if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
            problems.add(new FieldProblem(field, "Must be true or false."));
        }
        return value.asBoolean(false) ? "true" : "";
    }

    private boolean isWrong(String field) {
        return problems.stream().anyMatch(problem -> problem.field().equals(field));
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
