package dev.storeward.server.proof.neighbour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.neighbour.Platform.Tenancy;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.Shape;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A member of a tenant, and what it knows of its files. Belongs to one thread at a time. */
final class Customer {
    private static final String OBJECTS = "/api/v1/storage/objects/";
    private static final int SMALL = 12_000;
    private static final int LARGE = 700_000;

    private final RunningServer server;
    private final Tenancy tenancy;
    private final Http http;
    private final Random random;

    /** What each file holds, by its address. */
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    Customer(RunningServer server, Tenancy tenancy, long seed) {
        this.server = server;
        this.tenancy = tenancy;
        this.http = new Http(server, tenancy.key());
        this.random = new Random(seed);
    }

    Tenancy tenancy() {
        return tenancy;
    }

    int files() {
        return files.size();
    }

    /** Uploads, cuts an upload off, reads and deletes; all of it must be as it always is. */
    void round() {
        upload(random.nextInt(16) == 0 ? LARGE : SMALL);
        cut();
        read();
        upload(SMALL);
        delete();
        read();
    }

    /** The least of what a round is. */
    void visit() {
        upload(SMALL);
        read();
    }

    void upload(int most) {
        byte[] bytes = bytes(most);
        Answer answer = http.upload("file_name=f.bin", bytes);
        assertThat(answer.status()).as("%s: %s", tenancy.slug(), answer.text()).isEqualTo(201);
        files.put(answer.json().at("/data/file_path").asString(), bytes);
    }

    private byte[] bytes(int most) {
        byte[] bytes = new byte[1 + random.nextInt(most)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Of an upload beyond its first bytes, so that it is charged already. */
    private void cut() {
        byte[] request = Shape.RAW.upload(tenancy.key(), "cut.bin", new byte[LARGE]);
        try (RawHttp raw = RawHttp.to(server.url())) {
            raw.send(request, 0, LARGE / 2 + random.nextInt(LARGE / 4)).reset();
        }
    }

    void read() {
        files.forEach((address, bytes) -> {
            Answer answer = http.get(OBJECTS + address);
            assertThat(answer.status()).as("%s: %s", address, answer.text()).isEqualTo(200);
            assertThat(answer.body()).as(address).isEqualTo(bytes);
        });
    }

    private void delete() {
        delete(List.copyOf(files.keySet()).get(random.nextInt(files.size())));
    }

    private void delete(String address) {
        Answer answer = http.delete(OBJECTS + address);
        assertThat(answer.status()).as("%s: %s", address, answer.text()).isEqualTo(200);
        files.remove(address);
    }

    void deleteAll() {
        List.copyOf(files.keySet()).forEach(this::delete);
    }

    /**
     * Tries what others do where the store is in trouble: anything may be refused, but what is
     * answered as a file's bytes are the file's bytes.
     */
    void insist() {
        try {
            http.upload("file_name=f.bin", bytes(random.nextInt(4) == 0 ? LARGE : SMALL));
        } catch (UncheckedIOException e) {
            // It was waited for too long.
        }
        files.forEach((address, bytes) -> {
            try {
                Answer answer = http.get(OBJECTS + address);
                if (answer.status() == 200) {
                    assertThat(answer.body()).as(address).isEqualTo(bytes);
                }
            } catch (UncheckedIOException e) {
                // It was cut off, as it was not all there.
            }
        });
    }
}
