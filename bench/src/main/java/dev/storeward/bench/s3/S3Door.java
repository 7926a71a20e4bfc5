package dev.storeward.bench.s3;

import dev.storeward.bench.client.FilesDoor;
import dev.storeward.bench.report.Report;
import dev.storeward.bench.server.Cleanup;
import dev.storeward.bench.server.CpuTime;
import dev.storeward.bench.server.ServerUnderTest;
import dev.storeward.bench.server.Tenancy;
import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3ProxyServer.Storage;
import dev.storeward.testkit.server.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The S3 door over a folder and over S3Proxy, and that S3Proxy asked straight, in turns in one run.
 * Each part of the run has servers of its own.
 */
public final class S3Door {
    private static final int LISTED = 100_000;

    private S3Door() {}

    public static void run(Path launcher, Cleanup all, S3Choice choice, Report report)
            throws IOException, InterruptedException {
        if (choice.runs("small")) {
            try (Cleanup cleanup = all.part()) {
                Servers servers = Servers.start(launcher, cleanup, Storage.FOLDER);
                new SmallObjects(servers.straight(), List.of(servers.folder(), servers.proxied()))
                        .run(choice.time(), report);
            }
        }
        if (choice.runs("large")) {
            try (Cleanup cleanup = all.part()) {
                Servers servers = Servers.start(launcher, cleanup, Storage.FOLDER);
                report.section("256 MiB through the S3 door, encrypted; files: the files door");
                for (Ours ours : List.of(servers.folder(), servers.proxied())) {
                    new LargeObjects(ours.place(), ours.files(), servers.straight()).run(report);
                }
            }
        }
        if (choice.runs("list")) {
            try (Cleanup cleanup = all.part()) {
                // A folder of so many files would have it read all of them for every page.
                Place straight = straight(proxy(Storage.MEMORY, cleanup));
                ServerUnderTest server = ServerUnderTest.start(launcher, Map.of(), cleanup);
                Tenancy filled = Tenancy.create(server.database(), "listed");
                filled.fill(server.database(), LISTED);
                Listing.run(place("a folder", server, filled, "listed"), straight, LISTED, report);
            }
        }
    }

    /** One part's own, so that no part meets what another left in a memory or on a disk. */
    private record Servers(Place straight, Ours folder, Ours proxied) {
        static Servers start(Path launcher, Cleanup cleanup, Storage storage)
                throws IOException, InterruptedException {
            S3ProxyServer.Running proxy = proxy(storage, cleanup);
            return new Servers(
                    S3Door.straight(proxy),
                    ours("onto a folder", launcher, Map.of(), "folder", cleanup),
                    ours("onto S3Proxy", launcher, shared(proxy.server()), "proxied", cleanup));
        }
    }

    private static S3ProxyServer.Running proxy(Storage storage, Cleanup cleanup) {
        S3ProxyServer.Running proxy = S3ProxyServer.start(storage);
        cleanup.later(
                () -> ProcessHandle.of(proxy.pid()).ifPresent(ProcessHandle::destroyForcibly));
        return proxy;
    }

    private static Place straight(S3ProxyServer.Running proxy) {
        return new Place("straight", new Bucket(proxy.server(), "", CpuTime.of(proxy.pid())));
    }

    private static Ours ours(
            String name,
            Path launcher,
            Map<String, String> environment,
            String slug,
            Cleanup cleanup)
            throws IOException, InterruptedException {
        ServerUnderTest server = ServerUnderTest.start(launcher, environment, cleanup);
        Tenancy tenant = Tenancy.create(server.database(), slug);
        return new Ours(place(name, server, tenant, slug), new FilesDoor(server, tenant));
    }

    /** A tenant's bucket, and the other door to it. */
    record Ours(Place place, FilesDoor files) {}

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
