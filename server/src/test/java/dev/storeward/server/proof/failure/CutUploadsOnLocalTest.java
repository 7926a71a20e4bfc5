package dev.storeward.server.proof.failure;

import dev.storeward.server.proof.server.SharedServers.Kind;

class CutUploadsOnLocalTest extends CutUploadsContract {
    @Override
    Kind kind() {
        return Kind.LOCAL;
    }
}
