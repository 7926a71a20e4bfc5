package dev.storeward.server.proof.hostile;

import dev.storeward.server.proof.server.SharedServers.Kind;

class TamperingOnLocalTest extends TamperingContract {
    @Override
    Kind kind() {
        return Kind.LOCAL;
    }
}
