package dev.storeward.store.s3;

import dev.storeward.testkit.server.CephServer;
import dev.storeward.testkit.server.S3Server;
import java.util.Optional;

final class CephBucketMakerTest extends S3BucketMakerContract {
    @Override
    S3Server server() {
        return CephServer.shared();
    }

    @Override
    protected Optional<Site> taken() {
        return Optional.of(at(CephServer.user("latecomer")));
    }
}
