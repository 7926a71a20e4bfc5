package dev.storeward.testkit.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A request as AWS Signature Version 4 sees it.
 *
 * @param path as sent, escapes included
 * @param query as sent, without the question mark; empty for none
 * @param headers by lower-case name
 * @param payload the digest of the body, or a word that stands for none
 */
record SignedRequest(
        String method, String path, String query, Map<String, String> headers, String payload) {
    private static final Pattern AUTHORIZATION =
            Pattern.compile(
                    "AWS4-HMAC-SHA256 Credential=([^/]+)/([^,]+), ?SignedHeaders=([^,]+),"
                            + " ?Signature=([0-9a-f]{64})");

    /** What the Authorization header claims. */
    record Claim(String accessKey, String scope, List<String> signed, String signature) {}

    static SignedRequest of(HttpExchange exchange, String payload) {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) ->
                        headers.put(
                                name.toLowerCase(java.util.Locale.ROOT), String.join(",", values)));
        return new SignedRequest(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""),
                headers,
                payload);
    }

    /** The claim, empty when there is none that can be read. */
    Optional<Claim> claim() {
        Matcher given = AUTHORIZATION.matcher(headers.getOrDefault("authorization", ""));
        return given.matches()
                ? Optional.of(
                        new Claim(
                                given.group(1),
                                given.group(2),
                                List.of(given.group(3).split(";", -1)),
                                given.group(4)))
                : Optional.empty();
    }

    /** Whether the claim was signed with this secret. */
    boolean isSignedWith(String secret, Claim claim) {
        return MessageDigest.isEqual(
                claim.signature().getBytes(UTF_8),
                signature(secret, claim.scope(), claim.signed()).getBytes(UTF_8));
    }

    /** The Authorization header that signs every header of the request. */
    String authorization(String accessKey, String secret, String scope) {
        List<String> signed = List.copyOf(new TreeMap<>(headers).keySet());
        return "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                .formatted(
                        accessKey,
                        scope,
                        String.join(";", signed),
                        signature(secret, scope, signed));
    }

    private String signature(String secret, String scope, List<String> signed) {
        String lines =
                signed.stream()
                        .map(name ->
                                name
                                        + ":"
                                        + headers.getOrDefault(name, "")
                                                .strip()
                                                .replaceAll(" +", " ")
                                        + "\n")
                        .collect(Collectors.joining());
        String canonical =
                String.join(
                        "\n",
                        method,
                        path.isEmpty() ? "/" : path,
                        sortedQuery(),
                        lines,
                        String.join(";", signed),
                        payload);
        byte[] key = ("AWS4" + secret).getBytes(UTF_8);
        for (String part : scope.split("/", -1)) {
            key = hmac(key, part);
        }
        return HexFormat.of()
                .formatHex(
                        hmac(
                                key,
                                String.join(
                                        "\n",
                                        "AWS4-HMAC-SHA256",
                                        headers.getOrDefault("x-amz-date", ""),
                                        scope,
                                        sha256(canonical.getBytes(UTF_8)))));
    }

    private String sortedQuery() {
        return query.isEmpty()
                ? ""
                : Arrays.stream(query.split("&", -1))
                        .map(pair -> pair.contains("=") ? pair : pair + "=")
                        .sorted()
                        .collect(Collectors.joining("&"));
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
