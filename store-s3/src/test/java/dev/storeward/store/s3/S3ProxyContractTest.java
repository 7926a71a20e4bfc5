package dev.storeward.store.s3;

import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;

final class S3ProxyContractTest extends S3Contract {
    @Override
    S3Server server() {
        return S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY);
    }

    @Override
    public boolean keepsObjectsBesideFolders() {
        return false;
    }

    @Override
    public boolean comparesDigests() {
        return true;
    }
}
