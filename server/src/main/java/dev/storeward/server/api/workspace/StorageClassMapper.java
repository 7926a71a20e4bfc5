package dev.storeward.server.api.workspace;

import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.ConnectorSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One storage class: a connector, and what its fields are called on this door. The classes are a
 * closed table of the connectors' own names and of the names TANGO has for theirs; a name is looked
 * up in it and nothing else is ever done with it.
 *
 * @param fields the connector's fields by their names on this door
 * @param required fields that the class asks for beyond what its connector does, by the connector's
 *     names
 */
record StorageClassMapper(
        ConnectorSchema schema, Map<String, ConnectorSchema.Field> fields, Set<String> required) {
    static final String PLACE = "connector_init";

    private static final String TANGO = "tango_shared.connectors.deployment.storage.";
    private static final List<String> S3_OPTIONAL =
            List.of("accelerated", "cloudfront_domain", "cloudfront_key_id", "role_arn");
    private static final List<String> MINIO_FIELDS =
            List.of(
                    "endpoint",
                    "bucket",
                    "access_key",
                    "secret_key",
                    "region",
                    "prefix",
                    "path_style");

    private static final Kind MINIO =
            new Kind("s3", MINIO_FIELDS, Set.of("endpoint", "access_key", "secret_key"));
    private static final Kind S3 =
            new Kind(
                    "s3",
                    Stream.concat(MINIO_FIELDS.stream(), S3_OPTIONAL.stream()).toList(),
                    Set.of());
    private static final Kind GCS = new Kind("gcs", List.of(), Set.of());
    private static final Kind AZURE = new Kind("azure", List.of(), Set.of());

    private static final Map<String, Kind> ALIASES =
            Map.of(
                    TANGO + "minio_storage_connector.MinioStorageConnector",
                    MINIO,
                    TANGO + "s3_storage_connector.S3StorageConnector",
                    S3,
                    TANGO + "gcs_storage_connector.GCSStorageConnector",
                    GCS,
                    TANGO + "gcs_storage_connector.GcsStorageConnector",
                    GCS,
                    TANGO + "azure_storage_connector.AzureStorageConnector",
                    AZURE,
                    TANGO + "azure_blob_storage_connector.AzureBlobStorageConnector",
                    AZURE);

    /** What this door calls a field otherwise than the connector. */
    private static final Map<String, String> NAMES =
            Map.of("bucket", "bucket_name", "container", "container_name");

    /**
     * A row of the table.
     *
     * @param fields the only ones taken, by the connector's names; empty: all of them
     */
    private record Kind(String connector, List<String> fields, Set<String> required) {}

    /** The class of a name. */
    static Optional<StorageClassMapper> of(String name, List<ConnectorSchema> connectors) {
        Kind kind =
                ALIASES.getOrDefault(
                        name, name.equals("s3") ? S3 : new Kind(name, List.of(), Set.of()));
        return connectors.stream()
                .filter(schema -> schema.name().equals(kind.connector()))
                .findFirst()
                .map(schema -> of(kind, schema));
    }

    /** The names there are, for who sent none of them. */
    static Set<String> names(List<ConnectorSchema> connectors) {
        Set<String> names = new TreeSet<>();
        connectors.forEach(schema -> names.add(schema.name()));
        ALIASES.forEach((name, kind) -> {
            if (names.contains(kind.connector())) {
                names.add(name);
            }
        });
        return names;
    }

    private static StorageClassMapper of(Kind kind, ConnectorSchema schema) {
        Map<String, ConnectorSchema.Field> fields = new LinkedHashMap<>();
        for (ConnectorSchema.Field field : schema.fields()) {
            boolean taken = kind.fields().isEmpty() || kind.fields().contains(field.name());
            if (taken && field.type() != ConnectorSchema.Type.EXTERNAL_ID) {
                fields.put(NAMES.getOrDefault(field.name(), field.name()), field);
            }
        }
        return new StorageClassMapper(schema, fields, kind.required());
    }

    boolean requires(ConnectorSchema.Field field) {
        return field.required() || required.contains(field.name());
    }

    /** What this door calls a field of the connector, where requests hold it. */
    String wireName(String field) {
        return PLACE + "." + NAMES.getOrDefault(field, field);
    }

    /** The settings of a backend as this door tells them, which is without secrets. */
    Map<String, Object> told(BackendSpec spec) {
        Map<String, Object> told = new LinkedHashMap<>();
        fields.forEach((name, field) -> {
            String value = spec.get(field.name());
            if (!field.secret() && !value.isEmpty()) {
                told.put(name, typed(field.type(), value));
            }
        });
        return told;
    }

    private static Object typed(ConnectorSchema.Type type, String value) {
        return switch (type) {
            case BOOLEAN -> Boolean.valueOf(value);
            case INTEGER -> Long.valueOf(value);
            case TEXT, URL, DOCUMENT, EXTERNAL_ID -> value;
        };
    }
}
