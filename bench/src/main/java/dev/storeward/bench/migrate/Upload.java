package dev.storeward.bench.migrate;

import dev.storeward.bench.client.FilesDoor;
import dev.storeward.bench.client.HttpConnection;
import dev.storeward.bench.client.Request;
import dev.storeward.bench.server.ServerUnderTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Puts the files of a data set where the tenant's files go. */
final class Upload {
    private static final int CONNECTIONS = 16;
    private static final int CONNECTIONS_LARGE = 2;

    private Upload() {}

    static void all(ServerUnderTest server, FilesDoor door, DataSet set)
            throws IOException, InterruptedException {
        Request request =
                set.large()
                        ? door.uploadLargeRaw(set.bytes())
                        : door.uploadRaw(Math.toIntExact(set.bytes()));
        AtomicInteger left = new AtomicInteger(set.files());
        List<Callable<Void>> loops = new ArrayList<>();
        for (int i = 0; i < (set.large() ? CONNECTIONS_LARGE : CONNECTIONS); i++) {
            loops.add(() -> {
                try (HttpConnection connection = new HttpConnection(server.url())) {
                    while (left.getAndDecrement() > 0) {
                        connection.exchange(request).expect(201);
                    }
                }
                return null;
            });
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> done : threads.invokeAll(loops)) {
                done.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("An upload failed", e.getCause());
        }
    }
}
