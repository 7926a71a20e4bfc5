package dev.storeward.bench.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.storeward.bench.client.FilesDoor;
import dev.storeward.bench.client.HttpConnection;
import dev.storeward.bench.client.Load;
import dev.storeward.bench.client.Request;
import dev.storeward.bench.server.CpuTime;
import dev.storeward.testkit.server.S3Server;
import dev.storeward.testkit.server.Signature;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bucket of some server that speaks S3, whose requests are signed but for their bodies.
 *
 * @param server with the keys, and no path in its endpoint
 * @param base the path of the door, such as {@code /s3}
 * @param cpu of whatever answers
 */
record Bucket(S3Server server, String base, CpuTime.Meter cpu) {
    private static final Pattern UPLOAD = Pattern.compile("<UploadId>([^<]+)</UploadId>");
    private static final byte[] NO_BYTES = new byte[0];

    URI url() {
        return server.endpoint();
    }

    Load load() {
        return new Load(url(), cpu);
    }

    private String path(String key) {
        return base + "/" + server.bucket() + "/" + key;
    }

    Request put(String key, byte[] body) {
        return small("PUT", path(key), body);
    }

    Request get(String key) {
        return bare("GET", path(key));
    }

    Request delete(String key) {
        return bare("DELETE", path(key));
    }

    /**
     * A page of the listing.
     *
     * @param after the key that the page begins behind, of characters that need no escaping
     */
    Request list(String after) {
        return bare(
                "GET",
                base
                        + "/"
                        + server.bucket()
                        + "?list-type=2&max-keys=1000&start-after="
                        + after.replace("/", "%2F"));
    }

    /** Begins an upload in parts and answers its id. */
    String begin(HttpConnection connection, String key) throws IOException {
        String answer =
                connection
                        .exchange(small("POST", path(key) + "?uploads=", NO_BYTES))
                        .expect(200)
                        .text();
        Matcher id = UPLOAD.matcher(answer);
        if (!id.find()) {
            throw new IOException("Not an upload: " + answer);
        }
        return id.group(1);
    }

    /** A part of a length that is a multiple of 1 MiB. */
    Request part(String key, String upload, int number, long bytes) {
        String target = path(key) + "?partNumber=" + number + "&uploadId=" + upload;
        return Request.large(
                url(),
                "PUT",
                target,
                Signature.headers(server, "PUT", target),
                FilesDoor.largeBody(bytes));
    }

    /**
     * @param etags of the parts, quoted, in their order
     */
    Request complete(String key, String upload, List<String> etags) {
        StringBuilder body = new StringBuilder("<CompleteMultipartUpload>");
        for (int i = 0; i < etags.size(); i++) {
            body.append("<Part><PartNumber>")
                    .append(i + 1)
                    .append("</PartNumber><ETag>")
                    .append(etags.get(i))
                    .append("</ETag></Part>");
        }
        return small(
                "POST",
                path(key) + "?uploadId=" + upload,
                body.append("</CompleteMultipartUpload>").toString().getBytes(UTF_8));
    }

    private Request bare(String method, String target) {
        return Request.of(url(), method, target, Signature.headers(server, method, target));
    }

    private Request small(String method, String target, byte[] body) {
        Map<String, String> headers = new HashMap<>(Signature.headers(server, method, target));
        headers.put("Content-Type", "application/octet-stream");
        return Request.small(url(), method, target, headers, body);
    }
}
