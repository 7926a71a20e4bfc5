package dev.storeward.store.azure;

import com.azure.storage.blob.sas.BlobSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import com.azure.storage.common.sas.SasProtocol;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.PresignRequest;
import dev.storeward.store.azure.wire.Escapes;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** URLs that allow one thing with one object until a time. */
record Signatures(AzureCalls calls, InstantSource clock) {

    URI sign(ObjectKey key, PresignRequest.Method method, Duration lifetime, String disposition) {
        BlobSasPermission permission =
                switch (method) {
                    case GET -> new BlobSasPermission().setReadPermission(true);
                    case PUT ->
                            new BlobSasPermission()
                                    .setCreatePermission(true)
                                    .setWritePermission(true);
                };
        OffsetDateTime end = clock.instant().plus(lifetime).atOffset(ZoneOffset.UTC);
        BlobServiceSasSignatureValues values =
                new BlobServiceSasSignatureValues(end, permission)
                        .setProtocol(
                                calls.settings().service().getScheme().equals("https")
                                        ? SasProtocol.HTTPS_ONLY
                                        : SasProtocol.HTTPS_HTTP);
        if (!disposition.isEmpty()) {
            values.setContentDisposition(disposition);
        }
        String signature = calls.container().getBlobClient(key.value()).generateSas(values);
        return URI.create(
                calls.settings().service()
                        + "/"
                        + calls.settings().container()
                        + "/"
                        + Escapes.path(key.value())
                        + "?"
                        + signature);
    }
}
