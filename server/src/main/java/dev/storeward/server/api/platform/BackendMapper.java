package dev.storeward.server.api.platform;

import dev.storeward.core.Checks;
import dev.storeward.core.access.Caller;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.ProfileJson;
import dev.storeward.core.backend.registry.BackendChange;
import dev.storeward.core.backend.registry.NewBackend;
import dev.storeward.core.backend.verification.CheckResult;
import dev.storeward.store.Secret;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.Policy;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Between the core's words for backends and the platform door's. */
final class BackendMapper {
    private BackendMapper() {}

    static NewBackend newBackend(PlatformJson.NewBackend json, boolean verify) {
        return new NewBackend(
                PlatformMapper.orEmpty(json.name()),
                PlatformMapper.orEmpty(json.connector()),
                values(json.settings(), false),
                verify);
    }

    static BackendChange change(PlatformJson.BackendPatch json) {
        return new BackendChange(Optional.ofNullable(json.name()), values(json.settings(), true));
    }

    static Map<String, Secret> secrets(PlatformJson.Rotation json) {
        return values(json.settings(), false);
    }

    /**
     * @param removable whether null takes a field away; else it is as if it had not been sent
     */
    private static Map<String, Secret> values(
            @Nullable Map<String, JsonNode> json, boolean removable) {
        Checks checks = new Checks();
        Map<String, Secret> values = new HashMap<>();
        Map<String, JsonNode> settings = json == null ? Map.of() : json;
        settings.forEach((field, value) -> {
            if (value.isString() && !Checks.wellFormed(value.stringValue())) {
                checks.add("settings." + field, "Must be well-formed Unicode.");
            } else if (value.isString()) {
                values.put(field, Secret.of(value.stringValue()));
            } else if (value.isBoolean() || value.isIntegralNumber()) {
                values.put(field, Secret.of(value.asString()));
            } else if (!value.isNull()) {
                checks.add("settings." + field, "Must be a string, a whole number, true or false.");
            } else if (removable) {
                values.put(field, Secret.of(""));
            }
        });
        checks.done();
        return values;
    }

    /** A backend as it is shown to a caller. */
    static PlatformJson.BackendItem backend(
            Caller caller, Backend backend, List<ConnectorSchema> connectors) {
        return new PlatformJson.BackendItem(
                backend.id(),
                backend.tenantId(),
                backend.name(),
                backend.spec().connector(),
                settings(caller, backend, connectors),
                backend.state().name().toLowerCase(Locale.ROOT),
                backend.health().wireName(),
                backend.lastVerifiedAt() == null
                        ? null
                        : PlatformMapper.time(backend.lastVerifiedAt()),
                ProfileJson.values(backend.profile()),
                backend.checks().stream().map(BackendMapper::check).toList(),
                PlatformMapper.time(backend.createdAt()),
                PlatformMapper.time(backend.updatedAt()));
    }

    private static PlatformJson.CheckItem check(CheckResult result) {
        return new PlatformJson.CheckItem(
                result.check().wireName(),
                result.outcome().wireName(),
                result.code(),
                result.message(),
                result.remedy(),
                result.field());
    }

    static PlatformJson.PolicyItem policy(Policy policy) {
        return new PlatformJson.PolicyItem(policy.name(), policy.purpose(), policy.content());
    }

    /**
     * The settings as JSON values of the types their connector gives them. Where a backend that
     * only the operator may register lies, such as a folder of this machine, is the operator's to
     * know.
     */
    private static Map<String, Object> settings(
            Caller caller, Backend backend, List<ConnectorSchema> connectors) {
        boolean hidden =
                !caller.namesItsTenant()
                        && connectors.stream()
                                .anyMatch(schema ->
                                        schema.operatorOnly()
                                                && schema.name()
                                                        .equals(backend.spec().connector()));
        if (hidden) {
            return Map.of();
        }
        Map<String, Object> settings = new TreeMap<>(backend.spec().settings());
        connectors.stream()
                .filter(schema -> schema.name().equals(backend.spec().connector()))
                .flatMap(schema -> schema.fields().stream())
                .forEach(field ->
                        settings.computeIfPresent(
                                field.name(),
                                (name, value) -> typed(field.type(), value.toString())));
        return settings;
    }

    private static Object typed(ConnectorSchema.Type type, String value) {
        return switch (type) {
            case BOOLEAN -> Boolean.valueOf(value);
            case INTEGER -> Long.valueOf(value);
            case TEXT, URL, DOCUMENT, EXTERNAL_ID -> value;
        };
    }

    static PlatformJson.ConnectorItem connector(ConnectorSchema schema) {
        return new PlatformJson.ConnectorItem(
                schema.name(),
                schema.title(),
                schema.operatorOnly(),
                schema.fields().stream()
                        .filter(field -> field.type() != ConnectorSchema.Type.EXTERNAL_ID)
                        .map(field ->
                                new PlatformJson.FieldItem(
                                        field.name(),
                                        field.type().name().toLowerCase(Locale.ROOT),
                                        field.required(),
                                        field.secret(),
                                        field.description()))
                        .toList());
    }
}
