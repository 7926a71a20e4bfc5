package dev.storeward.server.s3.signature;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.storeward.server.s3.PercentEncoding;
import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** The text that a request is signed as. */
final class CanonicalRequest {
    private static final HexFormat SPACED = HexFormat.ofDelimiter(" ");

    private final Claim claim;
    private final String text;

    /**
     * Writes the text of a request.
     *
     * @param payload the value that stands for the body
     */
    CanonicalRequest(SignedRequest request, QueryParameters query, Claim claim, String payload) {
        this.claim = claim;
        StringBuilder lines = new StringBuilder(512);
        lines.append(request.method()).append('\n');
        lines.append(request.path().isEmpty() ? "/" : PercentEncoding.respelledPath(request.path()))
                .append('\n');
        lines.append(query.canonicalWithout(PresignedQuery.SIGNATURE)).append('\n');
        claim.signedHeaders()
                .forEach(name ->
                        lines.append(name)
                                .append(':')
                                .append(request.headers().canonical(name))
                                .append('\n'));
        lines.append('\n').append(String.join(";", claim.signedHeaders())).append('\n');
        this.text = lines.append(payload).toString();
    }

    String stringToSign() {
        return String.join(
                "\n",
                "AWS4-HMAC-SHA256",
                RequestTime.text(claim.time()),
                claim.scope().text(),
                SigningKey.sha256(text));
    }

    /** Says both texts, so that a client can find where its own differ. */
    S3Exception mismatch() {
        Map<String, String> hint = new LinkedHashMap<>();
        hint.put("AWSAccessKeyId", claim.scope().accessKeyId());
        hint.put("StringToSign", stringToSign());
        hint.put("SignatureProvided", claim.signature());
        hint.put("StringToSignBytes", bytes(stringToSign()));
        hint.put("CanonicalRequest", text);
        hint.put("CanonicalRequestBytes", bytes(text));
        return new S3Exception(
                S3Code.SIGNATURE_DOES_NOT_MATCH, S3Code.SIGNATURE_DOES_NOT_MATCH.message(), hint);
    }

    private static String bytes(String text) {
        return SPACED.formatHex(text.getBytes(ISO_8859_1));
    }
}
