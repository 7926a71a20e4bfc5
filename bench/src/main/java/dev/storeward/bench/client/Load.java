package dev.storeward.bench.client;

import dev.storeward.bench.server.CpuTime;
import dev.storeward.bench.server.ServerUnderTest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The same request over and over, on some connections at once, for a while. */
public final class Load {
    private final URI url;
    private final CpuTime.Meter cpu;

    public Load(ServerUnderTest server) {
        this(server.url(), server::cpu);
    }

    /**
     * @param cpu what the server at this address has used so far
     */
    public Load(URI url, CpuTime.Meter cpu) {
        this.url = url;
        this.cpu = cpu;
    }

    /** What one connection does in a loop. */
    public interface Client {
        void once(HttpConnection connection) throws IOException;
    }

    /** Makes the client of a connection. */
    public interface Clients {
        Client of(int connection) throws IOException;
    }

    /**
     * What a load came to.
     *
     * @param cpu seconds in all
     * @param nanos of every request, ascending
     */
    public record Outcome(double seconds, CpuTime cpu, long[] nanos) {
        public double perSecond() {
            return nanos.length / seconds;
        }

        public CpuTime cpuMillis() {
            return cpu.per(nanos.length).millis();
        }

        public double millis(double quantile) {
            return nanos[(int) Math.min(nanos.length - 1, nanos.length * quantile)] / 1e6;
        }
    }

    public Outcome run(int connections, Duration time, Clients clients)
            throws IOException, InterruptedException {
        List<Callable<long[]>> loops = new ArrayList<>();
        CpuTime before = cpu.used();
        long begun = System.nanoTime();
        for (int i = 0; i < connections; i++) {
            Client client = clients.of(i);
            loops.add(() -> loop(client, begun + time.toNanos()));
        }
        List<long[]> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<long[]> done : threads.invokeAll(loops)) {
                all.add(done.get());
            }
        } catch (ExecutionException e) {
            throw new IOException("A request failed", e.getCause());
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        long[] nanos = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        return new Outcome(seconds, cpu.used().since(before), nanos);
    }

    private long[] loop(Client client, long end) throws IOException {
        long[] nanos = new long[1 << 10];
        int count = 0;
        try (HttpConnection connection = new HttpConnection(url)) {
            long now = System.nanoTime();
            while (now < end) {
                client.once(connection);
                long done = System.nanoTime();
                if (count == nanos.length) {
                    nanos = Arrays.copyOf(nanos, count * 2);
                }
                nanos[count++] = done - now;
                now = done;
            }
        }
        return Arrays.copyOf(nanos, count);
    }
}
