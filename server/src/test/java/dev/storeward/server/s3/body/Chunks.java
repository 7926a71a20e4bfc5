package dev.storeward.server.s3.body;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.storeward.server.s3.SdkSigner;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;

/**
 * Small bodies in many chunks, framed and signed by hand, for a request that the SDK signed. A
 * character of a text is a byte.
 */
final class Chunks {
    static final String CONTENT = "The quick brown fox jumps over the lazy dog.";
    private static final String DAY = "20260701";
    private static final String SCOPE = DAY + "/eu-central-1/s3/aws4_request";
    private static final String NOTHING = hex(sha256(""));

    private final SdkSigner.Sent request;
    private final boolean signed;
    private final boolean trailing;

    private Chunks(SdkSigner signer, boolean signed, boolean trailing) {
        this.request = signer.body(CONTENT.getBytes(ISO_8859_1)).chunked().sent();
        this.signed = signed;
        this.trailing = trailing;
    }

    static Chunks signed() {
        return new Chunks(new SdkSigner("PUT", "/b/k"), true, false);
    }

    static Chunks signedWithTrailer() {
        return new Chunks(
                new SdkSigner("PUT", "/b/k").checksum(DefaultChecksumAlgorithm.CRC32), true, true);
    }

    static Chunks unsignedWithTrailer() {
        return new Chunks(
                new SdkSigner("PUT", "/b/k")
                        .payloadUnsigned()
                        .checksum(DefaultChecksumAlgorithm.CRC32),
                false,
                true);
    }

    /** The content as it is sent, in chunks of this size. */
    String framed(int size) {
        StringBuilder body = new StringBuilder();
        String last = seed();
        for (int at = 0; at <= CONTENT.length(); at += size) {
            boolean end = at + size > CONTENT.length();
            String chunk = CONTENT.substring(at, Math.min(CONTENT.length(), at + size));
            last = append(body, chunk, last);
            if (end && !chunk.isEmpty()) {
                last = append(body, "", last);
            }
        }
        if (trailing) {
            String checksum = "x-amz-checksum-crc32:UZAl6Q==";
            body.append(checksum).append("\r\n");
            if (signed) {
                String text =
                        String.join(
                                "\n",
                                "AWS4-HMAC-SHA256-TRAILER",
                                DAY + "T235930Z",
                                SCOPE,
                                last,
                                hex(sha256(checksum + "\n")));
                body.append("x-amz-trailer-signature:").append(sign(text)).append("\r\n");
            }
        }
        return body.append("\r\n").toString();
    }

    private String append(StringBuilder body, String chunk, String before) {
        String text =
                String.join(
                        "\n",
                        "AWS4-HMAC-SHA256-PAYLOAD",
                        DAY + "T235930Z",
                        SCOPE,
                        before,
                        NOTHING,
                        hex(sha256(chunk)));
        String signature = sign(text);
        body.append(Integer.toHexString(chunk.length()))
                .append(signed ? ";chunk-signature=" + signature : "")
                .append("\r\n");
        if (!chunk.isEmpty()) {
            body.append(chunk).append("\r\n");
        }
        return signature;
    }

    /** What is read of a body. */
    Read read(String sent, Random random) {
        return Read.of(
                sent.getBytes(ISO_8859_1),
                in ->
                        ObjectBody.open(
                                in,
                                OptionalLong.of(sent.length()),
                                request.verified().payload(),
                                request.request().headers()),
                random);
    }

    private String seed() {
        String header = request.request().headers().value("authorization").orElseThrow();
        return header.substring(header.lastIndexOf('=') + 1);
    }

    private static String sign(String text) {
        byte[] key = ("AWS4" + SdkSigner.SECRET.reveal()).getBytes(UTF_8);
        for (String part : SCOPE.split("/", -1)) {
            key = hmac(key, part);
        }
        return hex(hmac(key, text));
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(ISO_8859_1));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(ISO_8859_1));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
