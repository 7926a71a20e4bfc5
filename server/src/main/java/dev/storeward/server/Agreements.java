package dev.storeward.server;

import dev.storeward.core.job.Agreement;
import dev.storeward.server.config.Settings;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Connector;
import java.util.Map;
import java.util.TreeMap;

/** What this node's settings come to, for the other nodes to agree with. */
final class Agreements {
    private static final String FOLDER = "filesystem";

    private Agreements() {}

    /**
     * Nothing where the database is our own: no other node can reach it.
     *
     * @throws dev.storeward.store.StoreException {@code INVALID} when a place cannot be one
     */
    static Agreement of(Settings settings, Connectors connectors) {
        if (settings.database().embedded()) {
            return new Agreement(Map.of(), "");
        }
        Map<String, String> told = new TreeMap<>();
        told.put("STOREWARD_SHARED_URL", place(settings.shared().spec(), connectors));
        told.put("STOREWARD_DEDICATED_URL", words(settings.dedicated().common(), settings));
        told.put(
                "STOREWARD_ALLOW_ENDPOINTS",
                String.join(",", settings.network().allowEndpoints().stream().sorted().toList()));
        told.put("STOREWARD_FOLDERS_ON_ALL_NODES", String.valueOf(settings.foldersOnAllNodes()));
        return new Agreement(told, alone(settings));
    }

    private static String alone(Settings settings) {
        boolean shared = settings.shared().spec().connector().equals(FOLDER);
        boolean dedicated = settings.dedicated().common().connector().equals(FOLDER);
        if (settings.foldersOnAllNodes() || !(shared || dedicated)) {
            return "";
        }
        return (shared ? "STOREWARD_SHARED_URL" : "STOREWARD_DEDICATED_URL")
                + " is a folder of this machine. Name a bucket there, or set"
                + " STOREWARD_FOLDERS_ON_ALL_NODES=true on all nodes when each of them sees the"
                + " same files in that folder.";
    }

    private static String place(BackendSpec spec, Connectors connectors) {
        Connector.Place place = connectors.of(spec).place(spec);
        return place.endpoint()
                + " "
                + place.bucket()
                + (place.prefix().isEmpty() ? "" : "/" + place.prefix());
    }

    private static String words(BackendSpec common, Settings settings) {
        return common.connector()
                + " "
                + new TreeMap<>(common.settings())
                + " "
                + settings.dedicated().start();
    }
}
