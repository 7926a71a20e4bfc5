package dev.storeward.testkit.contract;

import static dev.storeward.testkit.contract.Subject.codeOf;
import static dev.storeward.testkit.contract.Subject.random;
import static dev.storeward.testkit.contract.Subject.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.ListRequest;
import dev.storeward.store.ObjectCopy;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PresignRequest;
import dev.storeward.store.PresignRequest.Method;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException.Code;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Copies inside the provider, signed URLs, and what a wrong bucket or secret answers. */
interface ProviderContract extends Subject {

    Optional<ObjectStore> withWrongSecret();

    Optional<ObjectStore> onMissingBucket();

    /** What a bearer of a URL signed for a PUT sends with it, name by name. */
    default Map<String, String> signedPutHeaders() {
        return Map.of();
    }

    @Test
    default void aCopyInsideTheProviderIsTheSameBytes() {
        assumeThat(store().capabilities().serverSideCopy())
                .as("this store does not copy by itself")
                .isTrue();
        ObjectKey from = freshKey("from \u00e9+%");
        ObjectKey to = freshKey("to/deeper \u00e9+%");
        byte[] bytes = random(1_200_000);
        store().put(from, Content.of(bytes), new PutOptions(false, "text/plain", Map.of("m", "1")));

        ObjectCopy copy =
                new ObjectCopy(
                        from,
                        to,
                        bytes.length,
                        new PutOptions(
                                false, "application/octet-stream", Map.of("sw-object", "2")));

        assertThat(store().copyFrom(store(), copy)).isTrue();

        assertThat(read(to)).isEqualTo(bytes);
        assertThat(read(from)).isEqualTo(bytes);
        assertThat(store().head(to).orElseThrow().metadata())
                .containsEntry("sw-object", "2")
                .doesNotContainKey("m");
        assertThat(store().head(from).orElseThrow().metadata()).containsEntry("m", "1");
        store().delete(List.of(from));
        assertThat(read(to)).isEqualTo(bytes);
    }

    @Test
    default void aCopyOfAMissingObjectIsNotFound() {
        assumeThat(store().capabilities().serverSideCopy())
                .as("this store does not copy by itself")
                .isTrue();

        ObjectCopy copy =
                new ObjectCopy(freshKey("missing"), freshKey("to"), 5, PutOptions.defaults());

        assertThat(codeOf(() -> store().copyFrom(store(), copy))).isEqualTo(Code.NOT_FOUND);
        assertThat(store().head(copy.to())).isEmpty();
    }

    @Test
    default void aSignedUrlNeedsNoCredentialAndAllowsNothingElse() throws Exception {
        assumePresign();
        ObjectKey key = freshKey("signed \u00e9+%.txt");
        ObjectKey other = freshKey("other.txt");
        put(key, "for the bearer");
        put(other, "not for the bearer");
        URI url =
                signed(key, Method.GET, Duration.ofMinutes(5), "attachment; filename=\"a b.txt\"");

        HttpResponse<String> fetched = send(HttpRequest.newBuilder(url).GET());
        URI modified = URI.create(url.toString().replace("signed", "other"));

        assertThat(fetched.statusCode()).isEqualTo(200);
        assertThat(fetched.body()).isEqualTo("for the bearer");
        assertThat(send(HttpRequest.newBuilder(modified).GET()).statusCode()).isEqualTo(403);
        assertThat(send(HttpRequest.newBuilder(url).DELETE()).statusCode()).isEqualTo(403);
        assertThat(text(key)).isEqualTo("for the bearer");
    }

    @Test
    default void aSignedUrlMayAllowAPut() throws Exception {
        assumePresign();
        ObjectKey key = freshKey("signed-put");
        URI url = signed(key, Method.PUT, Duration.ofMinutes(5), "");

        HttpRequest.Builder put =
                HttpRequest.newBuilder(url)
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(utf8("given")));
        signedPutHeaders().forEach(put::header);

        HttpResponse<String> answer = send(put);

        assertThat(answer.statusCode()).isIn(200, 201);
        assertThat(text(key)).isEqualTo("given");
    }

    /** Most answer 403 from then on, Google 400. */
    @Test
    default void aSignedUrlEndsWithItsLifetime() {
        assumePresign();
        ObjectKey key = freshKey("short-lived");
        put(key, "x");
        URI url = signed(key, Method.GET, Duration.ofSeconds(1), "");

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        List.of(400, 403)
                                .contains(send(HttpRequest.newBuilder(url).GET()).statusCode()));
    }

    @Test
    default void aMissingBucketIsToldFromAMissingObject() {
        Optional<ObjectStore> missing = onMissingBucket();
        assumeThat(missing).as("this store cannot be opened on a missing bucket").isPresent();
        try (ObjectStore store = missing.orElseThrow()) {
            ObjectKey key = freshKey("x");

            assertThat(codeOf(() -> store.get(key, ByteRange.all())))
                    .isEqualTo(Code.BUCKET_NOT_FOUND);
            assertThat(codeOf(() -> store.put(key, Content.of(utf8("x")), PutOptions.defaults())))
                    .isEqualTo(Code.BUCKET_NOT_FOUND);
            assertThat(codeOf(() -> store.list(new ListRequest("", "", 10))))
                    .isEqualTo(Code.BUCKET_NOT_FOUND);
            assertThat(codeOf(() -> store.delete(List.of(key)))).isEqualTo(Code.BUCKET_NOT_FOUND);
            assertThat(codeOf(() -> store.head(key))).isEqualTo(Code.BUCKET_NOT_FOUND);
        }
    }

    @Test
    default void aWrongSecretIsUnauthenticated() {
        Optional<ObjectStore> wrong = withWrongSecret();
        assumeThat(wrong).as("this store knows no secrets").isPresent();
        try (ObjectStore store = wrong.orElseThrow()) {
            ObjectKey key = freshKey("x");

            assertThat(codeOf(() -> store.get(key, ByteRange.all())))
                    .isEqualTo(Code.UNAUTHENTICATED);
            assertThat(codeOf(() -> store.put(key, Content.of(utf8("x")), PutOptions.defaults())))
                    .isEqualTo(Code.UNAUTHENTICATED);
            assertThat(codeOf(() -> store.list(new ListRequest("", "", 10))))
                    .isEqualTo(Code.UNAUTHENTICATED);
        }
    }

    private void assumePresign() {
        assumeThat(store().capabilities().presign()).as("this store signs no URLs").isTrue();
    }

    private URI signed(ObjectKey key, Method method, Duration lifetime, String disposition) {
        return store().presign(new PresignRequest(key, method, lifetime, disposition))
                .orElseThrow();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
