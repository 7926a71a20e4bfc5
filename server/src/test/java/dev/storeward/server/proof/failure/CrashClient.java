package dev.storeward.server.proof.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.RawHttp.Reply;
import dev.storeward.server.proof.server.ServerProcess.Account;
import dev.storeward.server.proof.server.Shape;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/**
 * One user of a server that is killed: it knows which of its files were acknowledged, which
 * deletes, and of which requests it never heard.
 */
public final class CrashClient {
    private static final String BASE = "/api/v1/storage";

    private final Account account;
    private final Random random;
    private final int largest;

    /** By object name, the seed and size that its bytes were made of. */
    private final Map<String, Bytes> files = new HashMap<>();

    private final Set<String> deleted = new HashSet<>();

    /** By file name: uploads without an answer, which may have been stored or not. */
    private final Map<String, Bytes> unheardUploads = new HashMap<>();

    /** By object name: deletes without an answer. */
    private final Map<String, Bytes> unheardDeletes = new HashMap<>();

    private int uploads;
    private int acknowledged;
    private int refused;
    private int reads;

    private record Bytes(long seed, int size) {
        byte[] make() {
            byte[] bytes = new byte[size];
            new Random(seed).nextBytes(bytes);
            return bytes;
        }
    }

    CrashClient(Account account, Random random) {
        this(account, random, 12_000_000);
    }

    /**
     * @param largest bytes of its largest files; most have a small part of that
     */
    public CrashClient(Account account, Random random, int largest) {
        this.account = account;
        this.random = random;
        this.largest = largest;
    }

    public Account account() {
        return account;
    }

    /** How many uploads were acknowledged so far. */
    int acknowledged() {
        return acknowledged;
    }

    /** How many uploads and deletes were answered 503 so far. */
    public int refused() {
        return refused;
    }

    /** How many reads were answered in full so far. */
    public int reads() {
        return reads;
    }

    /** Bytes of its files. */
    public long used() {
        return files.values().stream().mapToLong(Bytes::size).sum();
    }

    public int fileCount() {
        return files.size();
    }

    /** Uploads so many files, each of which must be taken. */
    public void upload(String url, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(upload(url)).isTrue();
        }
    }

    /**
     * Reads, and uploads and deletes now and then, until the server is gone, or it is told to stop.
     */
    public void workAndRead(String url, BooleanSupplier stopping) {
        try {
            boolean going = true;
            while (going && !stopping.getAsBoolean()) {
                int what = random.nextInt(100);
                if (files.isEmpty() || what < 5) {
                    going = upload(url);
                } else if (what < 7) {
                    going = delete(url);
                } else {
                    going = read(url);
                }
            }
        } catch (UncheckedIOException e) {
            // Killed.
        }
    }

    /** False when no answer came, or not all of it. */
    private boolean read(String url) {
        String address = any();
        Reply reply = RawHttp.exchange(url, "GET", BASE + "/objects/" + address, account.key());
        if (reply.status() == 0) {
            return false;
        }
        assertThat(reply.status()).as("reading %s: %s", address, reply).isEqualTo(200);
        if (reply.body().length < reply.announced()) {
            return false;
        }
        assertThat(reply.body()).as(address).isEqualTo(known(address).make());
        reads++;
        return true;
    }

    private Bytes known(String address) {
        return java.util.Objects.requireNonNull(files.get(address));
    }

    private String any() {
        return files.keySet().stream().skip(random.nextInt(files.size())).findFirst().orElseThrow();
    }

    /** Uploads and deletes until the server is gone. */
    void work(String url) {
        try {
            while (true) {
                if (!files.isEmpty() && random.nextInt(10) < 3) {
                    delete(url);
                } else if (!upload(url)) {
                    return;
                }
            }
        } catch (UncheckedIOException e) {
            // Killed.
        }
    }

    /** False when no answer came. */
    private boolean upload(String url) {
        int size =
                switch (random.nextInt(12)) {
                    case 0 -> largest * 3 / 4 + random.nextInt(largest / 4);
                    case 1, 2, 3 -> largest / 40 + random.nextInt(largest / 6);
                    default -> random.nextInt(largest / 200);
                };
        Bytes bytes = new Bytes(random.nextLong(), size);
        String name = "f" + uploads++ + ".bin";
        unheardUploads.put(name, bytes);
        Shape shape = Shape.number(random.nextInt(4));
        Reply reply = RawHttp.exchange(url, shape.upload(account.key(), name, bytes.make()));
        if (reply.status() == 201) {
            String address = reply.json().at("/data/file_path").asString();
            unheardUploads.remove(name);
            files.put(address, bytes);
            acknowledged++;
        } else if (reply.status() != 0) {
            // The database may have been killed a moment before the server.
            assertThat(reply.status()).as(reply.toString()).isEqualTo(503);
            refused++;
        }
        return reply.status() != 0;
    }

    /** False when no answer came. */
    private boolean delete(String url) {
        String address = any();
        unheardDeletes.put(address, known(address));
        files.remove(address);
        Reply reply = RawHttp.exchange(url, "DELETE", BASE + "/objects/" + address, account.key());
        if (reply.status() == 200) {
            unheardDeletes.remove(address);
            deleted.add(address);
        } else if (reply.status() != 0) {
            assertThat(reply.status()).as(reply.toString()).isEqualTo(503);
            refused++;
        }
        return reply.status() != 0;
    }

    /** Compares every file, every delete and the usage with what was acknowledged. */
    void check(String url, String what) {
        checkFiles(url, what);
        JsonNode usage = new Http(url, account.key()).get(BASE + "/usage").json().at("/data");
        assertThat(usage.get("used_bytes").asLong()).as("used bytes, %s", what).isEqualTo(used());
        assertThat(usage.get("file_count").asLong()).as(what).isEqualTo(files.size());
    }

    /** Compares every file and every delete with what was acknowledged. */
    public void checkFiles(String url, String what) {
        Http http = new Http(url, account.key());
        Map<String, JsonNode> listed = list(url);
        assertThat(listed.keySet()).as("acknowledged files, %s", what).containsAll(files.keySet());
        assertThat(deleted).as("acknowledged deletes, %s", what).noneMatch(listed::containsKey);
        listed.forEach((address, item) -> settleUnheard(address, item, what));
        deleted.addAll(unheardDeletes.keySet());
        unheardDeletes.clear();
        unheardUploads.clear();
        files.forEach((address, bytes) -> {
            Answer answer = http.get(BASE + "/objects/" + address);
            assertThat(answer.status()).as("%s, %s", address, what).isEqualTo(200);
            assertThat(answer.body()).as("%s, %s", address, what).isEqualTo(bytes.make());
        });
    }

    /** What was never answered is there whole, or not at all. */
    private void settleUnheard(String address, JsonNode item, String what) {
        Bytes undeleted = unheardDeletes.remove(address);
        Bytes unheard = unheardUploads.get(item.get("file_name").asString());
        if (undeleted != null) {
            files.put(address, undeleted);
        } else if (!files.containsKey(address)) {
            assertThat(unheard).as("%s is nobody's, %s", address, what).isNotNull();
            files.put(address, unheard);
        }
    }

    /** All files by object name. */
    Map<String, JsonNode> list(String url) {
        Http http = new Http(url, account.key());
        Map<String, JsonNode> items = new HashMap<>();
        for (int page = 1; ; page++) {
            Answer answer = http.get(BASE + "/files?page_size=100&page=" + page);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            answer.json()
                    .at("/data/items")
                    .forEach(item -> items.put(item.get("object_name").asString(), item));
            if (!answer.json().at("/data/pagination/has_next").asBoolean()) {
                return items;
            }
        }
    }
}
