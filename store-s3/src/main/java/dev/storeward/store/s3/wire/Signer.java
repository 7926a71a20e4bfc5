package dev.storeward.store.s3.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/**
 * Signs requests by AWS Signature Version 4, the body's SHA-256 included. Safe for several threads.
 */
public final class Signer {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";

    private final String region;
    private volatile Optional<DayKey> last = Optional.empty();

    public Signer(String region) {
        this.region = region;
    }

    /** The key of a day, made of the secret by four HMACs. */
    private record DayKey(String day, AwsCredentials of, byte[] bytes) {}

    /** All headers of the request, and those that prove who sends it. */
    SortedMap<String, String> sign(WireRequest request, AwsCredentials credentials, Instant now) {
        String time = TIME.format(now);
        String day = time.substring(0, 8);
        SortedMap<String, String> headers = new TreeMap<>(request.headers());
        headers.put("host", request.origin().getRawAuthority());
        headers.put("x-amz-content-sha256", request.body().sha256());
        headers.put("x-amz-date", time);
        if (credentials instanceof AwsSessionCredentials session) {
            headers.put("x-amz-security-token", session.sessionToken());
        }
        String names = String.join(";", headers.keySet());
        String scope = day + "/" + region + "/s3/aws4_request";
        String toSign =
                ALGORITHM
                        + "\n"
                        + time
                        + "\n"
                        + scope
                        + "\n"
                        + Digests.hex(
                                Digests.sha256()
                                        .digest(
                                                canonical(request, headers, names)
                                                        .getBytes(UTF_8)));
        headers.put(
                "authorization",
                ALGORITHM
                        + " Credential="
                        + credentials.accessKeyId()
                        + "/"
                        + scope
                        + ", SignedHeaders="
                        + names
                        + ", Signature="
                        + Digests.hex(Digests.hmac(key(day, credentials), toSign)));
        return headers;
    }

    private static String canonical(
            WireRequest request, Map<String, String> headers, String names) {
        StringBuilder text = new StringBuilder(512);
        text.append(request.method()).append('\n');
        text.append(request.path()).append('\n');
        text.append(request.query()).append('\n');
        headers.forEach((name, value) ->
                text.append(name).append(':').append(collapsed(value)).append('\n'));
        return text.append('\n')
                .append(names)
                .append('\n')
                .append(request.body().sha256())
                .toString();
    }

    /** Several spaces are signed as one. */
    private static String collapsed(String value) {
        String bare = value.strip();
        return bare.contains("  ") ? bare.replaceAll(" +", " ") : bare;
    }

    private byte[] key(String day, AwsCredentials credentials) {
        Optional<DayKey> known =
                last.filter(key ->
                        key.day().equals(day)
                                && key.of()
                                        .secretAccessKey()
                                        .equals(credentials.secretAccessKey()));
        if (known.isPresent()) {
            return known.orElseThrow().bytes();
        }
        byte[] bytes = ("AWS4" + credentials.secretAccessKey()).getBytes(UTF_8);
        for (String step : new String[] {day, region, "s3", "aws4_request"}) {
            bytes = Digests.hmac(bytes, step);
        }
        last = Optional.of(new DayKey(day, credentials, bytes));
        return bytes;
    }
}
