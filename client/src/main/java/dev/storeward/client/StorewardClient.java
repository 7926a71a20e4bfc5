package dev.storeward.client;

import dev.storeward.client.files.FilesClient;
import dev.storeward.client.http.Pauses;
import dev.storeward.client.http.Transport;
import dev.storeward.client.platform.PlatformClient;
import dev.storeward.client.transfer.Transfers;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A Storeward server, as the owner of one key sees it. Requests are tried again while the server is
 * away, and changes made once. Safe for use by several threads; close it when it is no longer
 * needed.
 *
 * <pre>{@code
 * try (StorewardClient storeward = StorewardClient.at("https://storage.example.com", key).open()) {
 *     StoredFile stored = storeward.transfers().upload(Path.of("film.mp4"), UploadTarget.OWN_FOLDER);
 *     URI link = storeward.files().link(stored.objectName(), Duration.ofHours(1)).url();
 * }
 * }</pre>
 */
public final class StorewardClient implements AutoCloseable {
    private final Transport transport;
    private final FilesClient files;
    private final PlatformClient platform;
    private final Transfers transfers;

    private StorewardClient(Transport transport) {
        this.transport = transport;
        this.files = new FilesClient(transport);
        this.platform = new PlatformClient(transport);
        this.transfers = new Transfers(transport, files);
    }

    /**
     * Begins a client of a server.
     *
     * @param url of the server, such as {@code https://storage.example.com}
     * @param key an API key of the server
     * @throws IllegalArgumentException with a sentence when one of them cannot be right
     */
    public static Builder at(String url, String key) {
        return new Builder(url, key);
    }

    public FilesClient files() {
        return files;
    }

    public PlatformClient platform() {
        return platform;
    }

    /** Whole files between a disk and the server. */
    public Transfers transfers() {
        return transfers;
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        transport.close();
    }

    /** What a client is made of. */
    public static final class Builder {
        private final String url;
        private final String key;
        private String tenant = "";
        private Retries retries = Retries.DEFAULT;
        private Pauses pauses = Pauses.sleeping();

        private Builder(String url, String key) {
            this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
            this.key = key;
            if (!this.url.matches("https?://[^\\s/?#]+(/[^\\s?#]*)?")) {
                throw new IllegalArgumentException(
                        "url: must be the address of a server, such as http://127.0.0.1:8080.");
            }
            if (!isSendable(key)) {
                throw new IllegalArgumentException("key: must be an API key.");
            }
        }

        /** Names the tenant of a super admin's requests to the files door, by its slug. */
        public Builder tenant(String slug) {
            if (!isSendable(slug)) {
                throw new IllegalArgumentException("tenant: must be a slug.");
            }
            this.tenant = slug;
            return this;
        }

        public Builder retries(Retries retries) {
            this.retries = retries;
            return this;
        }

        /** Waits between attempts in another way than by sleeping. */
        public Builder pauses(Pauses pauses) {
            this.pauses = pauses;
            return this;
        }

        public StorewardClient open() {
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("Authorization", "Bearer " + key);
            if (!tenant.isEmpty()) {
                headers.put("X-Tenant", tenant);
            }
            return new StorewardClient(
                    new Transport(url, headers, retries, pauses, InstantSource.system()));
        }

        private static boolean isSendable(String text) {
            return !text.isEmpty() && text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
        }
    }
}
