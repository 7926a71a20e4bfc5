package dev.storeward.store.s3;

import dev.storeward.store.Secret;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.testkit.contract.BucketMakerContract;
import dev.storeward.testkit.server.S3Server;
import java.util.Map;

/** Making buckets on a running server. */
abstract class S3BucketMakerContract extends BucketMakerContract {
    private static final S3Connector CONNECTOR = Loopback.connector();

    abstract S3Server server();

    static Site at(S3Server server) {
        Map<String, String> values = server.settings();
        ConnectorSchema schema = CONNECTOR.schema();
        return new Site(
                CONNECTOR,
                schema.spec(Secret.each(values)),
                schema.credential(Secret.each(values)),
                new Loopback());
    }

    @Override
    protected Site site(String name) {
        return at(server().withBucket(name));
    }

    @Override
    protected Site forbidden() {
        return at(server().withBucket("not-for-us").withSecretKey("wrong-secret"));
    }
}
