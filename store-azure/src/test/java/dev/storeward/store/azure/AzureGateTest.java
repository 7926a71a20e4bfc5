package dev.storeward.store.azure;

import dev.storeward.store.ObjectStore;
import dev.storeward.store.Secret;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.Outbound;
import dev.storeward.testkit.gate.GateContract;
import java.time.InstantSource;
import java.util.Map;

final class AzureGateTest extends GateContract {
    @Override
    protected Connector connector() {
        return new AzureConnector(InstantSource.system());
    }

    @Override
    protected ObjectStore open(Connector connector, String endpoint, Outbound outbound) {
        Map<String, String> values =
                Map.of(
                        "endpoint", endpoint,
                        "account_name", "account",
                        "container", "container",
                        "account_key", "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0");
        ConnectorSchema schema = connector.schema();
        return connector.open(
                schema.spec(Secret.each(values)), schema.credential(Secret.each(values)), outbound);
    }
}
