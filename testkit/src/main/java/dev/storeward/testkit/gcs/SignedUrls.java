package dev.storeward.testkit.gcs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** Verifies V4 signatures in the query of a request. */
final class SignedUrls {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");
    private static final String ALGORITHM = "GOOG4-RSA-SHA256";
    private static final int LONGEST_SECONDS = 604_800;

    private final Tokens tokens;
    private final InstantSource clock;

    SignedUrls(Tokens tokens, InstantSource clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    static boolean isSigned(Call call) {
        return call.query().containsKey("X-Goog-Signature");
    }

    /**
     * @throws Refusal when the signature is not one of this request, or its time is over
     */
    void verify(Call call) {
        if (!call.query("X-Goog-Algorithm").equals(ALGORITHM)) {
            throw Refusal.invalid("InvalidArgument");
        }
        try {
            String[] credential = call.query("X-Goog-Credential").split("/", -1);
            String date = call.query("X-Goog-Date");
            String scope = String.join("/", Arrays.copyOfRange(credential, 1, credential.length));
            String toSign = String.join("\n", ALGORITHM, date, scope, sha256(canonical(call)));
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(tokens.keyOf(credential[0]));
            signature.update(toSign.getBytes(UTF_8));
            if (!signature.verify(HexFormat.of().parseHex(call.query("X-Goog-Signature")))) {
                throw mismatch();
            }
            long seconds = Long.parseLong(call.query("X-Goog-Expires"));
            Instant from = LocalDateTime.parse(date, TIME).toInstant(ZoneOffset.UTC);
            if (seconds > LONGEST_SECONDS || !clock.instant().isBefore(from.plusSeconds(seconds))) {
                throw new Refusal(400, "ExpiredToken", "Invalid argument.");
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw mismatch();
        }
    }

    private static Refusal mismatch() {
        return new Refusal(
                403,
                "SignatureDoesNotMatch",
                "Access denied: the request signature we calculated does not match.");
    }

    private static String canonical(Call call) {
        String query =
                Arrays.stream(call.uri().getRawQuery().split("&", -1))
                        .filter(pair -> !pair.startsWith("X-Goog-Signature="))
                        .sorted()
                        .collect(Collectors.joining("&"));
        List<String> signed = List.of(call.query("X-Goog-SignedHeaders").split(";", -1));
        String headers =
                signed.stream()
                        .map(name -> name + ":" + call.header(name).orElse("") + "\n")
                        .collect(Collectors.joining());
        return String.join(
                "\n",
                call.method(),
                call.uri().getRawPath(),
                query,
                headers,
                String.join(";", signed),
                "UNSIGNED-PAYLOAD");
    }

    private static String sha256(String text) throws GeneralSecurityException {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    }
}
