package dev.storeward.server.api.admin;

import dev.storeward.core.backend.registry.NewBackend;
import dev.storeward.core.placement.StorageKind;
import dev.storeward.server.http.request.JsonFields;
import dev.storeward.store.Secret;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Reads a request to configure a tenant's storage. Belongs to one request. */
final class RequestReader {
    private static final String REASON = "reason";
    private static final String PROVIDER = "provider_type";

    /** The fields of a bucket in this door's words, the connector's, and whether they must be. */
    private static final List<Field> BUCKET =
            List.of(
                    new Field(AdminMapper.BUCKET, "bucket", true),
                    new Field("region", "region", true),
                    new Field("endpoint_url", "endpoint", false),
                    new Field("access_key", "access_key", true),
                    new Field("secret_key", "secret_key", true),
                    new Field("path_prefix", "prefix", false));

    private record Field(String wireName, String setting, boolean required) {}

    private final JsonFields fields;
    private final Map<String, Secret> values = new HashMap<>();
    private final StorageKind kind;
    private final String reason;

    /**
     * @throws dev.storeward.core.ProblemException {@code Invalid} with every field that is unknown,
     *     missing or of a wrong type
     */
    RequestReader(ObjectNode body) {
        this.fields = new JsonFields(body);
        this.reason = fields.text(REASON);
        if (reason.isBlank() && !fields.isWrong(REASON)) {
            fields.add(REASON, JsonFields.REQUIRED);
        }
        this.kind = readKind().orElse(StorageKind.SHARED);
        fields.refuseUnknown(known());
        fields.done();
    }

    StorageKind kind() {
        return kind;
    }

    String reason() {
        return reason;
    }

    /** The bucket that is brought. */
    NewBackend bucket() {
        String name = Optional.ofNullable(values.get("bucket")).map(Secret::reveal).orElse("");
        return NewBackend.displayed(name, "s3", values);
    }

    private Optional<StorageKind> readKind() {
        String text = fields.text(PROVIDER);
        Optional<StorageKind> read = AdminMapper.kind(text);
        if (text.isEmpty() && !fields.isWrong(PROVIDER)) {
            fields.add(PROVIDER, JsonFields.REQUIRED);
        } else if (!text.isEmpty() && read.isEmpty()) {
            fields.add(PROVIDER, "Must be shared, dedicated or s3_byob.");
        }
        read.ifPresent(this::readBucket);
        return read;
    }

    private void readBucket(StorageKind of) {
        for (Field field : BUCKET) {
            String value = fields.text(field.wireName());
            if (of != StorageKind.OWN) {
                if (!value.isBlank()) {
                    fields.add(field.wireName(), "Goes with s3_byob only: leave it out.");
                }
            } else if (!value.isBlank()) {
                values.put(field.setting(), Secret.of(value));
            } else if (field.required() && !fields.isWrong(field.wireName())) {
                fields.add(field.wireName(), JsonFields.REQUIRED);
            }
        }
    }

    private static List<String> known() {
        return Stream.concat(Stream.of(REASON, PROVIDER), BUCKET.stream().map(Field::wireName))
                .toList();
    }
}
