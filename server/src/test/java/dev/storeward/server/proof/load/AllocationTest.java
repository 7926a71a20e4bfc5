package dev.storeward.server.proof.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.VirtualMachine;
import dev.storeward.server.Http;
import dev.storeward.server.Http.Part;
import dev.storeward.server.proof.server.ServerProcess;
import dev.storeward.server.proof.server.ServerProcess.Account;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.Test;

/**
 * What a request costs a server in bytes allocated, which does not depend on the machine: the
 * server's code is compiled by the first compiler alone, which removes no allocation, and the
 * cheapest of several batches counts, because recurring jobs allocate too.
 *
 * <p>The figures of {@code allocations.properties} are bytes a request. Where a change makes
 * requests cheaper, or dearer for a reason, the new figures are in the message of this test.
 */
class AllocationTest {
    private static final double MOST = 1.10;
    private static final double LEAST = 0.90;
    private static final int BATCHES = 4;
    private static final byte[] SMALL = bytes(10 << 10);
    private static final byte[] LARGE = bytes(16 << 20);

    /** One kind of request, and how many of it a batch has. */
    private record Kind(int batch, Runnable request) {}

    @Test
    void requestsAllocateWhatTheyDid() throws Exception {
        Map<String, Long> measured = new TreeMap<>();
        try (ServerProcess server = ServerProcess.start(ServerProcess.newData(), Map.of());
                JMXConnector jmx = jmx(server)) {
            ThreadMXBean threads = threads(jmx.getMBeanServerConnection());
            for (Map.Entry<String, Kind> kind : kinds(server).entrySet()) {
                measured.put(kind.getKey(), cheapest(threads, kind.getValue()));
            }
        }

        Map<String, Long> kept = kept();
        assertThat(measured.keySet()).as(told(measured)).isEqualTo(kept.keySet());
        assertThat(measured)
                .as(told(measured))
                .allSatisfy((name, bytes) ->
                        assertThat((double) bytes / kept.get(name))
                                .as("bytes for %s against the figure kept", name)
                                .isBetween(LEAST, MOST));
    }

    private static Map<String, Kind> kinds(ServerProcess server) {
        Account account = server.account("allocations", 1L << 40);
        Http member = new Http(server.url(), account.key());
        String small = stored(member.upload("file_name=small.bin", SMALL));
        String large = stored(member.upload("file_name=large.bin", LARGE));
        Map<String, Kind> kinds = new LinkedHashMap<>();
        kinds.put(
                "upload.raw.10KiB",
                new Kind(20, () -> stored(member.upload("file_name=a.bin", SMALL))));
        kinds.put(
                "upload.form.10KiB",
                new Kind(20, () -> stored(member.uploadForm(List.of(Part.file("a.bin", SMALL))))));
        kinds.put("download.10KiB", new Kind(30, () -> read(member, small, SMALL.length)));
        // Of the files that the uploads before it left.
        kinds.put("list.100", new Kind(20, () -> listed(member)));
        kinds.put(
                "upload.raw.16MiB",
                new Kind(1, () -> stored(member.upload("file_name=a.bin", LARGE))));
        kinds.put("download.16MiB", new Kind(2, () -> read(member, large, LARGE.length)));
        return kinds;
    }

    private static String stored(Http.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().at("/data/file_path").asString();
    }

    private static void read(Http member, String name, int length) {
        Http.Answer answer = member.get("/api/v1/storage/objects/" + name);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).hasSize(length);
    }

    private static void listed(Http member) {
        Http.Answer answer = member.get("/api/v1/storage/files?page_size=100");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().at("/data/items")).hasSize(100);
    }

    /** Bytes a request, of the cheapest batch; the first one warms the server up. */
    private static long cheapest(ThreadMXBean threads, Kind kind) {
        long cheapest = Long.MAX_VALUE;
        for (int batch = 0; batch <= BATCHES; batch++) {
            long before = threads.getTotalThreadAllocatedBytes();
            for (int i = 0; i < kind.batch(); i++) {
                kind.request().run();
            }
            long each = (threads.getTotalThreadAllocatedBytes() - before) / kind.batch();
            cheapest = batch == 0 ? cheapest : Math.min(cheapest, each);
        }
        return cheapest;
    }

    /** The other end is this test's own process. */
    @SuppressWarnings("BanJNDI")
    private static JMXConnector jmx(ServerProcess server) throws Exception {
        VirtualMachine machine = VirtualMachine.attach(String.valueOf(server.pid()));
        try {
            return JMXConnectorFactory.connect(
                    new JMXServiceURL(machine.startLocalManagementAgent()));
        } finally {
            machine.detach();
        }
    }

    private static ThreadMXBean threads(MBeanServerConnection connection) throws IOException {
        return ManagementFactory.newPlatformMXBeanProxy(
                connection, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
    }

    private static Map<String, Long> kept() throws IOException {
        Properties file = new Properties();
        try (InputStream in =
                Objects.requireNonNull(
                        AllocationTest.class.getResourceAsStream("allocations.properties"))) {
            file.load(in);
        }
        Map<String, Long> figures = new TreeMap<>();
        file.stringPropertyNames()
                .forEach(name -> figures.put(name, Long.parseLong(file.getProperty(name))));
        return figures;
    }

    private static String told(Map<String, Long> measured) {
        StringBuilder lines = new StringBuilder("the figures now, for allocations.properties:\n");
        measured.forEach(
                (name, bytes) -> lines.append(name).append('=').append(bytes).append('\n'));
        return lines.toString();
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
