package dev.storeward.server.api.workspace;

import dev.storeward.testkit.server.CephServer;
import dev.storeward.testkit.server.S3Server;

class WorkspaceStoragesOnCephTest extends WorkspaceStoragesContract {
    @Override
    S3Server bucket() {
        return CephServer.shared();
    }
}
