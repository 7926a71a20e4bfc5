package dev.storeward.store.s3;

import dev.storeward.testkit.server.CephServer;
import dev.storeward.testkit.server.S3Server;

final class CephContractTest extends S3Contract {
    @Override
    S3Server server() {
        return CephServer.shared();
    }

    @Override
    public boolean comparesDigests() {
        return true;
    }
}
