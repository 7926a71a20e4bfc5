package dev.storeward.server.api.workspace;

import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;

class WorkspaceTransfersOnS3ProxyTest extends WorkspaceTransfersContract {
    @Override
    S3Server bucket() {
        return S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY);
    }
}
