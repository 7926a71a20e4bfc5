package dev.storeward.bench.neighbours;

import dev.storeward.bench.client.FilesDoor;
import dev.storeward.bench.client.HttpConnection;
import dev.storeward.bench.client.Request;
import dev.storeward.bench.migrate.PlatformDoor;
import dev.storeward.bench.server.ServerUnderTest;
import dev.storeward.bench.server.Tenancy;
import dev.storeward.testkit.server.Fault;
import dev.storeward.testkit.server.FaultProxy;
import dev.storeward.testkit.server.S3Server;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Twenty tenants with stores that can fall ill, and two users of each who upload and read at a
 * steady pace whatever they are answered.
 */
final class Twenty implements AutoCloseable {
    private static final int TENANTS = 20;
    private static final int USERS_EACH = 2;
    private static final int BYTES = 10 << 10;
    private static final long PAUSE_MILLIS = 200;

    private static final List<Fault> ILLNESSES =
            List.of(
                    new Fault.BlackHole(),
                    new Fault.OfCalls(
                            90,
                            List.of(
                                    new Fault.WrongEtag(),
                                    new Fault.Answer("200 OK"),
                                    new Fault.Answer("404 Not Found"),
                                    new Fault.Answer("412 Precondition Failed")),
                            new Random(1)),
                    new Fault.Answer("507 Insufficient Storage"));

    private final ServerUnderTest server;
    private final List<FaultProxy> proxies = new ArrayList<>();
    private final List<User> users = new ArrayList<>();
    private volatile boolean working;
    private volatile boolean closed;

    private record User(Request upload, Request download) {}

    private Twenty(ServerUnderTest server) {
        this.server = server;
    }

    /** Registers their stores, which work, and begins to wait. */
    static Twenty of(ServerUnderTest server, PlatformDoor platform, S3Server s3)
            throws IOException, InterruptedException {
        Twenty twenty = new Twenty(server);
        for (int i = 0; i < ILLNESSES.size(); i++) {
            twenty.proxies.add(FaultProxy.to(s3.endpoint()));
        }
        for (int i = 0; i < TENANTS; i++) {
            Tenancy tenancy = Tenancy.create(server.database(), "ill-" + i);
            FaultProxy proxy = twenty.proxies.get(i % ILLNESSES.size());
            platform.place(
                    tenancy.tenantId(),
                    platform.backend(
                            tenancy.tenantId(), "ill", s3.through(proxy.endpoint()), "ill-" + i));
            twenty.add(new FilesDoor(server, tenancy));
        }
        twenty.users.forEach(user -> Thread.ofVirtual().start(() -> twenty.insist(user)));
        return twenty;
    }

    private void add(FilesDoor door) throws IOException {
        Request upload = door.uploadRaw(BYTES);
        try (HttpConnection connection = new HttpConnection(server.url())) {
            Request download =
                    door.download(FilesDoor.address(connection.exchange(upload).expect(201)));
            for (int i = 0; i < USERS_EACH; i++) {
                users.add(new User(upload, download));
            }
        }
    }

    /** Ask for nothing from now on. */
    void rest() {
        working = false;
        proxies.forEach(proxy -> proxy.set(new Fault.None()));
    }

    /** Work on stores that work. */
    void workWell() {
        proxies.forEach(proxy -> proxy.set(new Fault.None()));
        working = true;
    }

    /** Work on stores that are silent, lie or are full. */
    void workIll() {
        for (int i = 0; i < proxies.size(); i++) {
            proxies.get(i).set(ILLNESSES.get(i));
        }
        working = true;
    }

    private void insist(User user) {
        while (!closed) {
            try (HttpConnection connection = new HttpConnection(server.url())) {
                while (!closed) {
                    Thread.sleep(PAUSE_MILLIS);
                    if (working) {
                        connection.exchange(user.upload());
                        connection.exchange(user.download());
                    }
                }
            } catch (IOException e) {
                // Cut off: the next connection goes on.
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        proxies.forEach(FaultProxy::close);
    }
}
