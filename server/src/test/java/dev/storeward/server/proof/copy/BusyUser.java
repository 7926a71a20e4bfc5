package dev.storeward.server.proof.copy;

import dev.storeward.server.Http;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A user who uploads slowly all the time, so that a copy finds uploads under way, and deletes a
 * file now and then. It knows what was acknowledged. Belongs to one thread while it works.
 */
final class BusyUser {
    private static final int STEP = 4 << 10;
    private static final int MOST_BYTES = 160 << 10;

    /** So that the long form, too, holds what it compares in memory. */
    private static final int MOST_FILES = 60;

    /** While a copy is taken the database stands still, for longer than others wait for it. */
    private static final int AWAY = 503;

    private final Http http;
    private final Random random;

    /** What was acknowledged and not deleted, by address. */
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();

    private volatile boolean stopped;

    BusyUser(Http http, Random random) {
        this.http = http;
        this.random = random;
    }

    void work() {
        while (!stopped) {
            byte[] bytes = new byte[1 + random.nextInt(MOST_BYTES)];
            random.nextBytes(bytes);
            Http.Answer answer =
                    http.send(
                            "POST",
                            "/api/v1/storage/upload?file_name=f.bin",
                            BodyPublishers.ofInputStream(() -> new Slowly(bytes)),
                            "Content-Type",
                            "application/octet-stream");
            if (answer.status() == AWAY) {
                continue;
            }
            if (answer.status() != 201) {
                throw new IllegalStateException("an upload answered " + answer.text());
            }
            files.put(answer.json().at("/data/file_path").asString(), bytes);
            if (random.nextInt(8) == 0 || files.size() > MOST_FILES) {
                deleteOne();
            }
        }
    }

    private void deleteOne() {
        List<String> addresses = new ArrayList<>(files.keySet());
        String address = addresses.get(random.nextInt(addresses.size()));
        files.remove(address);
        int status = http.delete("/api/v1/storage/objects/" + address).status();
        if (status != 200 && status != AWAY) {
            throw new IllegalStateException("a delete answered " + status);
        }
    }

    void stop() {
        stopped = true;
    }

    Map<String, byte[]> files() {
        return Map.copyOf(files);
    }

    /** Bytes that come in steps with pauses between. */
    private static final class Slowly extends ByteArrayInputStream {
        Slowly(byte[] bytes) {
            super(bytes);
        }

        @Override
        public synchronized int read(byte[] into, int from, int length) {
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return super.read(into, from, Math.min(length, STEP));
        }
    }
}
