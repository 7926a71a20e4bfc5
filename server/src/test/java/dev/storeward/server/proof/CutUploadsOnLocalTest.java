package dev.storeward.server.proof;

import dev.storeward.server.proof.SharedServers.Kind;

class CutUploadsOnLocalTest extends CutUploadsContract {
    @Override
    Kind kind() {
        return Kind.LOCAL;
    }
}
