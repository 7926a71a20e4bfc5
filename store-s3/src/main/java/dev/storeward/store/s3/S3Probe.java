package dev.storeward.store.s3;

import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.connector.Profile;
import dev.storeward.store.connector.Profile.Trait;
import dev.storeward.store.s3.error.S3Failures;
import dev.storeward.store.s3.settings.S3Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;

/** Asks a bucket what S3 servers differ in below the level of objects. */
record S3Probe(S3Settings settings, S3Clients whole, S3Clients chunked, SdkHttpClient http) {
    /** More than one chunk of what the SDK makes of a body. */
    private static final int SIZE = 200_000;

    private static final String TYPE = "application/octet-stream";

    Profile learn(Profile known, ObjectKey key) {
        byte[] bytes = new byte[SIZE];
        for (int i = 0; i < SIZE; i++) {
            bytes[i] = (byte) (i % 251);
        }
        ObjectStore store = new S3Store(settings, whole);
        try {
            store.put(key, Content.of(bytes), PutOptions.defaults());
            return known.with(Trait.VERSIONED, keepsVersions(key))
                    .with(Trait.PRESIGN, honoursLinks(key, bytes))
                    .with(Trait.CHECKSUMS, refusesOtherBytes(key, bytes))
                    .with(Trait.CHUNKED_ENCODING, takesChunks(store, key, bytes))
                    .with(Trait.DIGEST_HEADERS, whole.objects().digestHeaders().get());
        } finally {
            store.delete(List.of(key));
        }
    }

    /** A bucket without versions calls the only one null, or nothing. */
    private boolean keepsVersions(ObjectKey key) {
        return whole.objects()
                .send(S3Request.plain(S3Request.Method.HEAD, key))
                .header("x-amz-version-id")
                .filter(version -> !version.equals("null"))
                .isPresent();
    }

    /** Reads with nothing but a signed URL. */
    private boolean honoursLinks(ObjectKey key, byte[] bytes) {
        SdkHttpRequest link =
                whole.presigner()
                        .presignGetObject(p ->
                                p.signatureDuration(Duration.ofMinutes(1))
                                        .getObjectRequest(
                                                r -> r.bucket(settings.bucket()).key(key.value())))
                        .httpRequest();
        try {
            HttpExecuteResponse answer =
                    http.prepareRequest(HttpExecuteRequest.builder().request(link).build()).call();
            try (InputStream body =
                    answer.responseBody()
                            .map(InputStream.class::cast)
                            .orElseGet(InputStream::nullInputStream)) {
                return answer.httpResponse().statusCode() == 200
                        && Arrays.equals(body.readNBytes(SIZE + 1), bytes);
            }
        } catch (IOException | RuntimeException e) {
            throw new S3Failures(settings.name()).of(e);
        }
    }

    /** Sends other bytes than were signed for. */
    private boolean refusesOtherBytes(ObjectKey key, byte[] bytes) {
        byte[] others = bytes.clone();
        others[SIZE - 1] ^= 1;
        Content changing = new Changing(bytes, others, new AtomicInteger());
        try {
            whole.once()
                    .putObject(
                            r -> r.bucket(settings.bucket()).key(key.value()),
                            Bodies.of(changing, SIZE, TYPE));
            return false;
        } catch (RuntimeException e) {
            return refused(new S3Failures(settings.name()).of(e));
        }
    }

    /** Some servers keep the frames of the chunks among the bytes. */
    private boolean takesChunks(ObjectStore store, ObjectKey key, byte[] bytes) {
        try {
            chunked.repeating()
                    .putObject(
                            r -> r.bucket(settings.bucket()).key(key.value()),
                            Bodies.of(Content.of(bytes), SIZE, TYPE));
        } catch (RuntimeException e) {
            return !refused(new S3Failures(settings.name()).of(e));
        }
        try (ObjectBody body = store.get(key, ByteRange.all())) {
            return Arrays.equals(body.stream().readNBytes(SIZE + 1), bytes);
        } catch (IOException | RuntimeException e) {
            throw new S3Failures(settings.name()).of(e);
        }
    }

    /** Whether the server refused the request as such; else nothing was learned. */
    private static boolean refused(StoreException failure) {
        return switch (failure.code()) {
            case CORRUPT, INVALID, UNAUTHENTICATED, FORBIDDEN -> true;
            case NOT_FOUND,
                    ALREADY_EXISTS,
                    BUCKET_NOT_FOUND,
                    ARCHIVED,
                    RETAINED,
                    FULL,
                    THROTTLED,
                    UNREACHABLE,
                    UNKNOWN ->
                    throw failure;
        };
    }

    /** The bytes that are signed when it is read first, and others when they are sent. */
    private record Changing(byte[] first, byte[] then, AtomicInteger opened) implements Content {
        @Override
        public InputStream open() {
            return new ByteArrayInputStream(opened.getAndIncrement() == 0 ? first : then);
        }

        @Override
        public OptionalLong length() {
            return OptionalLong.of(first.length);
        }

        @Override
        public boolean reopenable() {
            return true;
        }
    }
}
