package dev.storeward.server.proof;

import dev.storeward.server.proof.SharedServers.Kind;

class CutUploadsOnS3ProxyTest extends CutUploadsContract {
    @Override
    Kind kind() {
        return Kind.S3;
    }
}
