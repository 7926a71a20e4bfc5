package dev.storeward.server.proof.failure;

import dev.storeward.server.proof.server.SharedServers.Kind;

class CutUploadsOnS3ProxyTest extends CutUploadsContract {
    @Override
    Kind kind() {
        return Kind.S3;
    }
}
