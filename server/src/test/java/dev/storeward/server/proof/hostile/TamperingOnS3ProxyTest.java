package dev.storeward.server.proof.hostile;

import dev.storeward.server.proof.server.SharedServers.Kind;

class TamperingOnS3ProxyTest extends TamperingContract {
    @Override
    Kind kind() {
        return Kind.S3;
    }
}
