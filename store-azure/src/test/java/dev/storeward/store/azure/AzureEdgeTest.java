package dev.storeward.store.azure;

import com.azure.core.exception.AzureException;
import com.azure.core.exception.HttpResponseException;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.Secret;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.Outbound;
import dev.storeward.testkit.edge.EdgeContract;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import reactor.core.Exceptions;

final class AzureEdgeTest extends EdgeContract {
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

    @Override
    protected List<Supplier<RuntimeException>> ofSdk() {
        return List.of(
                () -> new AzureException("any"),
                () -> new HttpResponseException("any", null),
                () -> Exceptions.propagate(new Exception("any")),
                () -> Exceptions.failWithOverflow());
    }
}
