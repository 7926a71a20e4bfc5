package dev.storeward.server.api.s3.upload;

import dev.storeward.testkit.server.CephServer;
import dev.storeward.testkit.server.S3Server;

class SessionsOnCephTest extends SessionsContract {
    @Override
    S3Server bucket() {
        return CephServer.shared();
    }
}
