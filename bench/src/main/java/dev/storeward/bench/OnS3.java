package dev.storeward.bench;

import dev.storeward.bench.client.FilesDoor;
import dev.storeward.bench.report.Figures;
import dev.storeward.bench.report.Report;
import dev.storeward.bench.report.Row;
import dev.storeward.bench.server.Cleanup;
import dev.storeward.bench.server.ServerUnderTest;
import dev.storeward.bench.server.Tenancy;
import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A server whose files go to S3Proxy, which keeps them in memory. */
final class OnS3 {
    private OnS3() {}

    static void run(Path launcher, Cleanup all, Choice choice, Report report)
            throws IOException, InterruptedException {
        S3Server s3 = S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY);
        try (Cleanup cleanup = all.part()) {
            ServerUnderTest server =
                    ServerUnderTest.start(
                            launcher,
                            Map.of(
                                    "STOREWARD_SHARED_URL",
                                    "s3://"
                                            + s3.bucket()
                                            + "?endpoint="
                                            + s3.endpoint()
                                            + "&region="
                                            + s3.region()
                                            + "&path_style=true",
                                    "STOREWARD_SHARED_ACCESS_KEY",
                                    s3.accessKey(),
                                    "STOREWARD_SHARED_SECRET_KEY",
                                    s3.secretKey()),
                            cleanup);
            FilesDoor door = new FilesDoor(server, Tenancy.create(server.database(), "large"));
            new LargeFiles(server, door, s3).run(report);
            new SmallFiles(server, door).runOnce(choice.time(), report);
            report.row(
                    Row.plain(
                            "peak memory of the server's process",
                            Figures.mebibytes(server.peakBytes())));
        }
    }
}
