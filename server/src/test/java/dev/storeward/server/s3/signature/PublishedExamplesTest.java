package dev.storeward.server.s3.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The requests and signatures that Amazon publishes in the reference of S3's API. */
class PublishedExamplesTest {
    private static final String PLAIN = "host;x-amz-content-sha256;x-amz-date";
    private static final String PRESIGNED =
            "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
                    + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
                    + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";

    @Test
    @DisplayName("GET Object: a range, and the digest of an empty body")
    void getObject() {
        VerifiedRequest verified =
                Example.get("/test.txt")
                        .with("Range", "bytes=0-9")
                        .signed(
                                "host;range;x-amz-content-sha256;x-amz-date",
                                "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
                        .verified();
        assertThat(verified.accessKeyId()).isEqualTo(Example.KEY_ID);
        assertThat(verified.region()).isEqualTo("us-east-1");
        assertThat(verified.payload())
                .asInstanceOf(type(Payload.Digest.class))
                .extracting(Payload.Digest::sha256)
                .isEqualTo(HexFormat.of().parseHex(Example.NOTHING));
    }

    @Test
    @DisplayName("PUT Object: an odd character in the key, a Date header, a body's digest")
    void putObject() {
        String digest = "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072";
        VerifiedRequest verified =
                new Example("PUT", "/test%24file.text")
                        .with("Date", "Fri, 24 May 2013 00:00:00 GMT")
                        .with("x-amz-date", "20130524T000000Z")
                        .with("x-amz-storage-class", "REDUCED_REDUNDANCY")
                        .with("x-amz-content-sha256", digest)
                        .signed(
                                "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
                                "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")
                        .verified();
        assertThat(verified.payload())
                .asInstanceOf(type(Payload.Digest.class))
                .extracting(Payload.Digest::sha256)
                .isEqualTo(HexFormat.of().parseHex(digest));
    }

    @Test
    @DisplayName("GET Bucket lifecycle: a parameter without a value")
    void getBucketLifecycle() {
        assertThat(
                        Example.get("/")
                                .query("lifecycle")
                                .signed(
                                        PLAIN,
                                        "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")
                                .verified()
                                .accessKeyId())
                .isEqualTo(Example.KEY_ID);
    }

    @Test
    @DisplayName("GET Bucket (List Objects): parameters in any order, spaces behind commas")
    void listObjects() {
        String header =
                "AWS4-HMAC-SHA256 Credential="
                        + Example.SCOPE
                        + ", SignedHeaders="
                        + PLAIN
                        + ",  Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7";
        for (String query : new String[] {"max-keys=2&prefix=J", "prefix=J&max-keys=2"}) {
            assertThat(
                            Example.get("/")
                                    .query(query)
                                    .with("Authorization", header)
                                    .verified()
                                    .accessKeyId())
                    .isEqualTo(Example.KEY_ID);
        }
    }

    @Test
    @DisplayName("a presigned GET, which holds for its day and no longer")
    void presigned() {
        Example example = new Example("GET", "/test.txt").query(PRESIGNED);
        assertThat(example.verified().payload()).isEqualTo(new Payload.Unsigned());
        example.at(Example.TIME.plus(Duration.ofDays(1)));
        assertThat(example.verified().accessKeyId()).isEqualTo(Example.KEY_ID);

        S3Exception late = example.at(Example.TIME.plusSeconds(86_401)).refusal();
        assertThat(late.code()).isEqualTo(S3Code.ACCESS_DENIED);
        assertThat(late.message()).isEqualTo("Request has expired");
        assertThat(late.details())
                .containsEntry("X-Amz-Expires", "86400")
                .containsEntry("Expires", "2013-05-25T00:00:00Z")
                .containsEntry("ServerTime", "2013-05-25T00:00:01Z");
    }

    @Test
    @DisplayName("a PUT in chunks: the request, then each chunk")
    void chunks() {
        VerifiedRequest verified =
                chunked("STREAMING-AWS4-HMAC-SHA256-PAYLOAD")
                        .signed(
                                "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class",
                                "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9")
                        .verified();
        ChunkSignatures signatures = ((Payload.SignedChunks) verified.payload()).signatures();
        signatures.chunk(
                sha256("a".repeat(65_536)),
                "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648");
        signatures.chunk(
                sha256("a".repeat(1_024)),
                "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497");
        signatures.chunk(
                sha256(""), "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9");
    }

    @Test
    @DisplayName("a PUT in chunks with a trailing checksum, which is signed as well")
    void chunksAndTrailer() {
        VerifiedRequest verified =
                chunked("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER")
                        .with("x-amz-trailer", "x-amz-checksum-crc32c")
                        .signed(
                                "content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class;x-amz-trailer",
                                "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e")
                        .verified();
        Payload.SignedChunks payload = (Payload.SignedChunks) verified.payload();
        assertThat(payload.trailers()).isTrue();
        ChunkSignatures signatures = payload.signatures();
        signatures.chunk(
                sha256("a".repeat(65_536)),
                "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2");
        signatures.chunk(
                sha256("a".repeat(1_024)),
                "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7");
        signatures.chunk(
                sha256(""), "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992");
        signatures.trailer(
                sha256("x-amz-checksum-crc32c:sOO8/Q==\n"),
                "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435");
    }

    private static Example chunked(String payload) {
        return new Example("PUT", "/examplebucket/chunkObject.txt")
                .with("Host", "s3.amazonaws.com")
                .with("x-amz-date", "20130524T000000Z")
                .with("x-amz-storage-class", "REDUCED_REDUNDANCY")
                .with("x-amz-content-sha256", payload)
                .with("Content-Encoding", "aws-chunked")
                .with("x-amz-decoded-content-length", "66560")
                .with("Content-Length", "66824");
    }

    private static byte[] sha256(String text) {
        return HexFormat.of().parseHex(SigningKey.sha256(text));
    }
}
