package dev.storeward.server.proof;

import dev.storeward.server.proof.SharedServers.Kind;

class TamperingOnLocalTest extends TamperingContract {
    @Override
    Kind kind() {
        return Kind.LOCAL;
    }
}
