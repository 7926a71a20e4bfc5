package dev.storeward.server.proof.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.store.stream.BulkStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** An upload that stops in the middle of its body until it is told to go on. */
final class HeldUpload {
    private static final int SIZE = 600_000;

    /** Beyond the first bytes, which are read before anything is charged. */
    private static final int HELD_AT = 400_000;

    private static final Set<Integer> TOO_LATE = Set.of(408, 503);

    private final CountDownLatch free = new CountDownLatch(1);
    private final byte[] bytes = new byte[SIZE];
    private final CompletableFuture<Http.Answer> answer = new CompletableFuture<>();

    private HeldUpload(Random random) {
        random.nextBytes(bytes);
    }

    /** Begins to send; the answer comes after {@link #finish}. */
    static HeldUpload begin(Http user, Random random) {
        HeldUpload upload = new HeldUpload(random);
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        upload.answer.complete(
                                user.send(
                                        "POST",
                                        "/api/v1/storage/upload?file_name=held.bin",
                                        BodyPublishers.fromPublisher(
                                                BodyPublishers.ofInputStream(upload::body), SIZE),
                                        "Content-Type",
                                        "application/octet-stream"));
                    } catch (RuntimeException e) {
                        upload.answer.completeExceptionally(e);
                    }
                });
        return upload;
    }

    private InputStream body() {
        InputStream first = new ByteArrayInputStream(Arrays.copyOf(bytes, HELD_AT));
        InputStream rest = new ByteArrayInputStream(Arrays.copyOfRange(bytes, HELD_AT, SIZE));
        return new BulkStream() {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int read = first.read(buffer, offset, length);
                if (read >= 0) {
                    return read;
                }
                try {
                    free.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return rest.read(buffer, offset, length);
            }
        };
    }

    /**
     * Sends the rest; answers the address that the file was given, or nothing where the copy took
     * longer than the original waits for a body or its database.
     */
    Optional<String> finish() {
        free.countDown();
        Http.Answer stored = answer.join();
        if (TOO_LATE.contains(stored.status())) {
            return Optional.empty();
        }
        assertThat(stored.status()).as(stored.text()).isEqualTo(201);
        return Optional.of(stored.json().at("/data/file_path").asString());
    }

    byte[] bytes() {
        return bytes.clone();
    }
}
