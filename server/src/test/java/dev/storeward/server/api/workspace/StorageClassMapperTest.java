package dev.storeward.server.api.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.ConnectorSchema.Field;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageClassMapperTest {
    private static final String TANGO = "tango_shared.connectors.deployment.storage.";
    private static final ConnectorSchema S3 =
            schema(
                    "s3",
                    field("endpoint", ConnectorSchema.Type.URL, false, false),
                    field("bucket", ConnectorSchema.Type.TEXT, true, false),
                    field("path_style", ConnectorSchema.Type.BOOLEAN, false, false),
                    field("conditional_put", ConnectorSchema.Type.BOOLEAN, false, false),
                    field("role_arn", ConnectorSchema.Type.TEXT, false, false),
                    field("external_id", ConnectorSchema.Type.EXTERNAL_ID, false, false),
                    field("access_key", ConnectorSchema.Type.TEXT, false, true),
                    field("secret_key", ConnectorSchema.Type.TEXT, false, true));
    private static final ConnectorSchema GCS =
            schema(
                    "gcs",
                    field("bucket", ConnectorSchema.Type.TEXT, true, false),
                    field("auth_json", ConnectorSchema.Type.DOCUMENT, true, true));
    private static final ConnectorSchema AZURE =
            schema(
                    "azure",
                    field("account_name", ConnectorSchema.Type.TEXT, true, false),
                    field("container", ConnectorSchema.Type.TEXT, true, false),
                    field("account_key", ConnectorSchema.Type.TEXT, true, true));
    private static final ConnectorSchema CUSTOM =
            schema(
                    "tape",
                    field("bucket", ConnectorSchema.Type.TEXT, true, false),
                    field("speed", ConnectorSchema.Type.INTEGER, false, false));
    private static final List<ConnectorSchema> ALL = List.of(S3, GCS, AZURE, CUSTOM);

    private static ConnectorSchema schema(String name, Field... fields) {
        return new ConnectorSchema(name, name, false, List.of(fields));
    }

    private static Field field(
            String name, ConnectorSchema.Type type, boolean required, boolean secret) {
        return new Field(name, type, required, secret, "");
    }

    @ParameterizedTest
    @CsvSource({
        "minio_storage_connector.MinioStorageConnector, s3",
        "s3_storage_connector.S3StorageConnector, s3",
        "gcs_storage_connector.GCSStorageConnector, gcs",
        "gcs_storage_connector.GcsStorageConnector, gcs",
        "azure_storage_connector.AzureStorageConnector, azure",
        "azure_blob_storage_connector.AzureBlobStorageConnector, azure"
    })
    void everyAliasAndEveryConnectorsOwnNameIsAClass(String alias, String connector) {
        assertThat(StorageClassMapper.of(TANGO + alias, ALL).orElseThrow().schema().name())
                .isEqualTo(connector);
        assertThat(StorageClassMapper.of(connector, ALL).orElseThrow().schema().name())
                .isEqualTo(connector);
        assertThat(StorageClassMapper.names(ALL)).contains(TANGO + alias, connector, "tape");
    }

    @Test
    void aConnectorThisServerLacksIsNoClass() {
        List<ConnectorSchema> onlyS3 = List.of(S3);
        assertThat(StorageClassMapper.of("gcs", onlyS3)).isEmpty();
        assertThat(
                        StorageClassMapper.of(
                                TANGO + "gcs_storage_connector.GCSStorageConnector", onlyS3))
                .isEmpty();
        assertThat(StorageClassMapper.names(onlyS3))
                .containsExactlyInAnyOrder(
                        "s3",
                        TANGO + "s3_storage_connector.S3StorageConnector",
                        TANGO + "minio_storage_connector.MinioStorageConnector");
    }

    @Test
    void fieldsAreCalledAsThisDoorCallsThemAndWhatIsLearntOrFilledInIsNone() {
        StorageClassMapper s3 = StorageClassMapper.of("s3", ALL).orElseThrow();
        assertThat(s3.fields().keySet())
                .containsExactly(
                        "endpoint",
                        "bucket_name",
                        "path_style",
                        "role_arn",
                        "access_key",
                        "secret_key");
        assertThat(StorageClassMapper.of("azure", ALL).orElseThrow().fields().keySet())
                .containsExactly("account_name", "container_name", "account_key");
        assertThat(StorageClassMapper.of("tape", ALL).orElseThrow().fields().keySet())
                .containsExactly("bucket_name", "speed");
        assertThat(s3.wireName("bucket")).isEqualTo("connector_init.bucket_name");
        assertThat(s3.wireName("endpoint")).isEqualTo("connector_init.endpoint");
    }

    @Test
    void minioNeedsItsEndpointAndKeysAndTakesNoRole() {
        StorageClassMapper minio =
                StorageClassMapper.of(TANGO + "minio_storage_connector.MinioStorageConnector", ALL)
                        .orElseThrow();
        assertThat(minio.fields().keySet())
                .containsExactly(
                        "endpoint", "bucket_name", "path_style", "access_key", "secret_key");
        assertThat(minio.fields().values().stream().filter(minio::requires).map(Field::name))
                .containsExactly("endpoint", "bucket", "access_key", "secret_key");
    }

    @Test
    void settingsAreToldWithTheirTypesAndNoSecrets() {
        BackendSpec spec =
                new BackendSpec("tape", Map.of("bucket", "b", "speed", "7", "unknown", "x"));
        assertThat(StorageClassMapper.of("tape", ALL).orElseThrow().told(spec))
                .isEqualTo(Map.of("bucket_name", "b", "speed", 7L));
        assertThat(
                        StorageClassMapper.of("gcs", ALL)
                                .orElseThrow()
                                .told(
                                        new BackendSpec(
                                                "gcs", Map.of("bucket", "b", "auth_json", "{}"))))
                .isEqualTo(Map.of("bucket_name", "b"));
    }
}
