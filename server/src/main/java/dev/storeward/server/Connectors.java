package dev.storeward.server;

import dev.storeward.server.config.SettingsException;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Connector;
import java.util.Map;

/**
 * The kinds of backends this server was built with, and those of the operator's jars.
 *
 * @param jars where the latter came from, closed after them
 */
record Connectors(Map<String, Connector> byName, ConnectorJars jars) implements AutoCloseable {
    Connectors {
        byName = Map.copyOf(byName);
    }

    Connector of(BackendSpec spec) {
        Connector connector = byName.get(spec.connector());
        if (connector == null) {
            throw new SettingsException("There is no connector named " + spec.connector() + ".");
        }
        return connector;
    }

    @Override
    public void close() {
        byName.values().forEach(Connector::close);
        jars.close();
    }
}
