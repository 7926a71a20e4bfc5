package dev.storeward.bench;

import dev.storeward.bench.client.FilesDoor;
import dev.storeward.bench.client.HttpConnection;
import dev.storeward.bench.client.Load;
import dev.storeward.bench.client.Request;
import dev.storeward.bench.report.Figures;
import dev.storeward.bench.report.Report;
import dev.storeward.bench.report.Row;
import dev.storeward.bench.server.ServerUnderTest;
import java.io.IOException;
import java.time.Duration;

/** Signed links, one a request. */
final class Links {
    private static final int CONNECTIONS = 16;

    private final ServerUnderTest server;
    private final FilesDoor door;

    Links(ServerUnderTest server, FilesDoor door) {
        this.server = server;
        this.door = door;
    }

    void run(Duration time, Report report) throws IOException, InterruptedException {
        String address;
        try (HttpConnection connection = new HttpConnection(server.url())) {
            address = FilesDoor.address(connection.exchange(door.uploadRaw(100)).expect(201));
        }
        Request request = door.link(address);
        Load load = new Load(server);
        Load.Clients clients = number -> connection -> connection.exchange(request).expect(200);
        load.run(CONNECTIONS, time, clients);
        report.section("Links");
        report.row(
                Row.plain(
                        "create, " + CONNECTIONS + " connections",
                        Figures.load(load.run(CONNECTIONS, time, clients))));
    }
}
