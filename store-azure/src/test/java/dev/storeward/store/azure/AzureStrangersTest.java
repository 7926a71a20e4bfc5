package dev.storeward.store.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.util.BinaryData;
import dev.storeward.store.Content;
import dev.storeward.store.ListRequest;
import dev.storeward.store.MultipartUploads;
import dev.storeward.store.MultipartUploads.Part;
import dev.storeward.store.ObjectCopy;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.Secret;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.testkit.server.AzureServer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What calls make of other accounts, other uploads, and bytes that are not those that were sent.
 */
final class AzureStrangersTest extends AzureFaultFixture {
    @Test
    void anAccountNobodyKnowsHasNoContainer() {
        AzureServer stranger =
                new AzureServer(
                        server.endpoint(), "nosuchaccount", server.key(), server.container());
        try (ObjectStore elsewhere = Loopback.open(connector, stranger, new Loopback())) {
            assertThat(failure(() -> elsewhere.head(key)).code()).isEqualTo(Code.BUCKET_NOT_FOUND);
            assertThat(failure(() -> elsewhere.list(new ListRequest("", "", 1))).code())
                    .isEqualTo(Code.BUCKET_NOT_FOUND);
        }
    }

    @Test
    void aCopyOutOfAnotherAccountIsLeftToTheCaller() {
        AzureServer other =
                new AzureServer(
                        server.endpoint(), "otheraccount", server.key(), server.container());
        try (ObjectStore elsewhere = Loopback.open(connector, other, new Loopback())) {
            assertThat(
                            elsewhere.copyFrom(
                                    store, new ObjectCopy(key, key, 1, PutOptions.defaults())))
                    .isFalse();
        }
    }

    @Test
    void bytesThatChangedOnTheirWayAreRefused() {
        AzureCalls calls =
                connector.calls(
                        connector.schema().spec(Secret.each(server.settings())),
                        connector.schema().credential(Secret.each(server.settings())),
                        new Loopback());
        HttpRequest request = calls.request(HttpMethod.PUT, key, "");
        request.setHeader(HttpHeaderName.fromString("x-ms-blob-type"), "BlockBlob");
        request.setHeader(HttpHeaderName.CONTENT_TYPE, "application/octet-stream");
        request.setHeader(HttpHeaderName.CONTENT_MD5, Bodies.md5(Content.of(new byte[] {1})));

        StoreException refused =
                failure(() -> calls.send(request, BinaryData.fromBytes(new byte[] {2}), 1));

        // Azurite's word for it; Azure's own, Md5Mismatch, is in AzureFailuresTest.
        assertThat(refused.getMessage()).contains("InvalidOperation, status 400");
        assertThat(store.head(key).orElseThrow().size()).isEqualTo(12_000_000);
    }

    @Test
    void anAbortLeavesAnObjectAlone() {
        MultipartUploads uploads = store.multipart().orElseThrow();
        String id = uploads.start(key, PutOptions.defaults());
        uploads.upload(key, id, 1, Content.of(new byte[1000]));

        uploads.abort(key, id);

        assertThat(store.head(key).orElseThrow().size()).isEqualTo(12_000_000);
    }

    @Test
    void anAbortLeavesAnotherUploadsPartsAlone() {
        ObjectKey fresh = new ObjectKey("fault/" + UUID.randomUUID());
        MultipartUploads uploads = store.multipart().orElseThrow();
        String mine = uploads.start(fresh, PutOptions.defaults());
        String other = uploads.start(fresh, PutOptions.defaults());
        uploads.upload(fresh, mine, 1, Content.of(new byte[1000]));
        Part part = uploads.upload(fresh, other, 1, Content.of(new byte[2000]));

        uploads.abort(fresh, mine);

        assertThat(uploads.complete(fresh, other, List.of(part), PutOptions.defaults()).size())
                .isEqualTo(2000);
        assertThat(uploads.pending(fresh)).isEmpty();
    }
}
