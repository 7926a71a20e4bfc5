package dev.storeward.server.api.s3.upload;

import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;

class SessionsOnS3ProxyTest extends SessionsContract {
    @Override
    S3Server bucket() {
        return S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY);
    }
}
