package dev.storeward.bench.s3;

import dev.storeward.bench.client.FilesDoor;
import dev.storeward.bench.report.Report;
import dev.storeward.bench.server.Cleanup;
import dev.storeward.bench.server.CpuTime;
import dev.storeward.bench.server.ServerUnderTest;
import dev.storeward.bench.server.Tenancy;
import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The S3 door over a folder and over S3Proxy in memory, and that S3Proxy asked straight, in turns
 * in one run.
 */
public final class S3Door {
    private static final int LISTED = 100_000;

    private S3Door() {}

    public static void run(Path launcher, Cleanup all, S3Choice choice, Report report)
            throws IOException, InterruptedException {
        S3ProxyServer.Running proxy = S3ProxyServer.start(S3ProxyServer.Storage.MEMORY);
        try (Cleanup cleanup = all.part()) {
            Place straight =
                    new Place("straight", new Bucket(proxy.server(), "", CpuTime.of(proxy.pid())));
            ServerUnderTest onFolder = ServerUnderTest.start(launcher, Map.of(), cleanup);
            Tenancy folderTenant = Tenancy.create(onFolder.database(), "folder");
            Place folder = place("onto a folder", onFolder, folderTenant, "folder");
            ServerUnderTest onS3 = ServerUnderTest.start(launcher, shared(proxy.server()), cleanup);
            Tenancy s3Tenant = Tenancy.create(onS3.database(), "proxied");
            Place proxied = place("onto S3Proxy", onS3, s3Tenant, "proxied");
            if (choice.runs("small")) {
                new SmallObjects(straight, List.of(folder, proxied)).run(choice.time(), report);
            }
            if (choice.runs("large")) {
                report.section("256 MiB through the S3 door, encrypted; files: the files door");
                new LargeObjects(folder, new FilesDoor(onFolder, folderTenant), straight)
                        .run(report);
                new LargeObjects(proxied, new FilesDoor(onS3, s3Tenant), straight).run(report);
            }
            if (choice.runs("list")) {
                Tenancy filled = Tenancy.create(onFolder.database(), "listed");
                filled.fill(onFolder.database(), LISTED);
                Listing.run(
                        place("a folder", onFolder, filled, "listed"), straight, LISTED, report);
            }
        }
    }

    /** A bucket as it is called in the table. */
    record Place(String name, Bucket bucket) {}

    private static Place place(String name, ServerUnderTest server, Tenancy tenant, String slug)
            throws IOException {
        S3Keys keys = S3Keys.of(server, tenant);
        return new Place(
                name,
                new Bucket(
                        new S3Server(
                                server.url(),
                                "us-east-1",
                                keys.accessKey(),
                                keys.secretKey(),
                                slug),
                        "/s3",
                        server::cpu));
    }

    private static Map<String, String> shared(S3Server s3) {
        return Map.of(
                "STOREWARD_SHARED_URL",
                "s3://"
                        + s3.bucket()
                        + "?endpoint="
                        + s3.endpoint()
                        + "&region="
                        + s3.region()
                        + "&path_style=true&prefix=storeward/",
                "STOREWARD_SHARED_ACCESS_KEY",
                s3.accessKey(),
                "STOREWARD_SHARED_SECRET_KEY",
                s3.secretKey());
    }
}
