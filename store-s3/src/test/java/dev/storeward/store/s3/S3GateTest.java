package dev.storeward.store.s3;

import dev.storeward.store.ObjectStore;
import dev.storeward.store.Secret;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.Outbound;
import dev.storeward.testkit.gate.GateContract;
import java.util.Map;

final class S3GateTest extends GateContract {
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
                        "path_style", "true",
                        "access_key", "AKIA1",
                        "secret_key", "secret");
        ConnectorSchema schema = connector.schema();
        return connector.open(
                schema.spec(Secret.each(values)), schema.credential(Secret.each(values)), outbound);
    }
}
