package dev.storeward.store.s3;

import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;
import java.util.Optional;

final class S3ProxyBucketMakerTest extends S3BucketMakerContract {
    @Override
    S3Server server() {
        return S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY);
    }

    @Override
    protected Optional<Site> taken() {
        return Optional.empty();
    }
}
