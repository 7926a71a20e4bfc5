package dev.storeward.server.api.files;

import dev.storeward.testkit.server.AzureServer;
import dev.storeward.testkit.server.S3Server;
import java.util.Map;

/** The environment that makes a real server of the testkit the shared backend. */
public final class SharedStore {
    private SharedStore() {}

    /** A container of Azure's, below a prefix of its own. */
    public static Map<String, String> on(AzureServer server) {
        return Map.of(
                "STOREWARD_SHARED_URL",
                "azblob://"
                        + server.account()
                        + "/"
                        + server.container()
                        + "/test-"
                        + Long.toUnsignedString(System.nanoTime(), 36),
                "STOREWARD_AZURE_ENDPOINT",
                server.endpoint().toString(),
                "STOREWARD_SHARED_SECRET_KEY",
                server.key());
    }

    /** Below a prefix of its own, so that tests do not meet each other. */
    public static Map<String, String> on(S3Server server) {
        return Map.of(
                "STOREWARD_SHARED_URL",
                "s3://"
                        + server.bucket()
                        + "/test-"
                        + Long.toUnsignedString(System.nanoTime(), 36)
                        + "?endpoint="
                        + server.endpoint()
                        + "&region="
                        + server.region()
                        + "&path_style=true",
                "STOREWARD_SHARED_ACCESS_KEY",
                server.accessKey(),
                "STOREWARD_SHARED_SECRET_KEY",
                server.secretKey());
    }
}
