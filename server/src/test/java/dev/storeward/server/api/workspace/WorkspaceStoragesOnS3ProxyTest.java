package dev.storeward.server.api.workspace;

import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;

class WorkspaceStoragesOnS3ProxyTest extends WorkspaceStoragesContract {
    @Override
    S3Server bucket() {
        return S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY);
    }
}
