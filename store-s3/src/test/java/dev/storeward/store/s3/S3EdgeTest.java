package dev.storeward.store.s3;

import dev.storeward.store.ObjectStore;
import dev.storeward.store.Secret;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.Outbound;
import dev.storeward.testkit.edge.EdgeContract;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Exception;

final class S3EdgeTest extends EdgeContract {
    @Override
    protected Connector connector() {
        return Loopback.connector();
    }

    @Override
    protected ObjectStore open(Connector connector, String endpoint, Outbound outbound) {
        Map<String, String> values =
                Map.of(
                        "endpoint", endpoint,
                        "bucket", "bucket",
                        "access_key", "AKIA1",
                        "secret_key", "secret");
        ConnectorSchema schema = connector.schema();
        return connector.open(
                schema.spec(Secret.each(values)), schema.credential(Secret.each(values)), outbound);
    }

    @Override
    protected List<Supplier<RuntimeException>> ofSdk() {
        return List.of(
                () -> SdkClientException.create("any"),
                () -> RetryableException.create("any", new IllegalStateException("any")),
                () -> AbortedException.create("any"),
                () -> ApiCallTimeoutException.create(1),
                () -> S3Exception.builder().message("any").statusCode(500).build());
    }
}
