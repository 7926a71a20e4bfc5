package dev.storeward.server.api.workspace;

import dev.storeward.testkit.server.CephServer;
import dev.storeward.testkit.server.S3Server;

class WorkspaceTransfersOnCephTest extends WorkspaceTransfersContract {
    @Override
    S3Server bucket() {
        return CephServer.shared();
    }
}
