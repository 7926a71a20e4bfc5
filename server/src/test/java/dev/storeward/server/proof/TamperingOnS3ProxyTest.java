package dev.storeward.server.proof;

import dev.storeward.server.proof.SharedServers.Kind;

class TamperingOnS3ProxyTest extends TamperingContract {
    @Override
    Kind kind() {
        return Kind.S3;
    }
}
