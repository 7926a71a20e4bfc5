package dev.storeward.server.api.s3;

import dev.storeward.core.root.RootPage;
import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a listing asks for, in both of its versions.
 *
 * @param second whether it is {@code ListObjectsV2}
 * @param start {@code marker} or {@code start-after} as sent
 * @param token {@code continuation-token} as sent; empty for none
 * @param most {@code max-keys}, from 0 to 1,000
 * @param encoded whether keys are to be percent-encoded
 */
public record ListingReader(
        boolean second,
        String prefix,
        String delimiter,
        String start,
        String token,
        int most,
        boolean encoded,
        boolean owner) {
    private static final int MOST = 1_000;
    private static final int MOST_PARTS = 10_000;
    private static final int MOST_DIGITS = 10;

    static ListingReader of(S3RequestReader sent) {
        boolean second = sent.has("list-type");
        if (second && !sent.parameter("list-type").orElse("").equals("2")) {
            throw invalid("list-type", "Invalid List Type specified in Request");
        }
        String start =
                sent.parameter(second ? "start-after" : "marker")
                        .or(() -> sent.parameter("key-marker"))
                        .orElse("");
        String token = second ? sent.parameter("continuation-token").orElse("") : "";
        if (second && sent.has("continuation-token") && token.isEmpty()) {
            throw invalid("continuation-token", "The continuation token provided is incorrect");
        }
        return new ListingReader(
                second,
                sent.parameter("prefix").orElse(""),
                sent.parameter("delimiter").orElse(""),
                start,
                token,
                most(sent, "max-keys"),
                encoded(sent),
                sent.parameter("fetch-owner").orElse("").equals("true"));
    }

    /** How many entries are wanted, at most 1,000. */
    public static int most(S3RequestReader sent, String name) {
        return most(name, sent.parameter(name));
    }

    static int most(String name, Optional<String> sent) {
        String text = sent.orElse("");
        return text.isEmpty() ? MOST : (int) Math.min(MOST, number(name, text));
    }

    /**
     * {@code GetObjectAttributes}: what is asked for.
     *
     * @param names of the attributes
     * @param after the number of the part that the page before ended with
     * @param most parts of the page, at most 1,000
     */
    record Attributes(List<String> names, int after, int most) {
        static Attributes of(S3RequestReader sent) {
            String names =
                    sent.header("x-amz-object-attributes")
                            .orElseThrow(() ->
                                    new S3Exception(
                                            S3Code.INVALID_ARGUMENT,
                                            "The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or empty"));
            String marker = sent.header("x-amz-part-number-marker").orElse("0");
            return new Attributes(
                    Arrays.stream(names.split(",", -1)).map(String::strip).toList(),
                    (int) number("x-amz-part-number-marker", marker),
                    ListingReader.most("x-amz-max-parts", sent.header("x-amz-max-parts")));
        }

        boolean has(String name) {
            return names.contains(name);
        }
    }

    /**
     * A number as S3 takes it.
     *
     * @throws S3Exception {@code INVALID_ARGUMENT} for anything but 0 to 2,147,483,647
     */
    public static long number(String name, String text) {
        boolean digits =
                !text.isEmpty()
                        && text.length() <= MOST_DIGITS
                        && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || Long.parseLong(text) > Integer.MAX_VALUE) {
            throw invalid(name, "Provided " + name + " not an integer or within integer range");
        }
        return Long.parseLong(text);
    }

    /** The number that a request gives a part. */
    public static int partNumber(S3RequestReader sent) {
        String text = sent.parameter("partNumber").orElse("");
        boolean digits =
                !text.isEmpty()
                        && text.length() <= MOST_DIGITS
                        && text.chars().allMatch(c -> c >= '0' && c <= '9');
        long number = digits ? Long.parseLong(text) : 0;
        if (number < 1 || number > MOST_PARTS) {
            throw new S3Exception(
                    S3Code.INVALID_ARGUMENT,
                    "Part number must be an integer between 1 and 10000, inclusive",
                    Map.of("ArgumentName", "partNumber", "ArgumentValue", text));
        }
        return (int) number;
    }

    /** Whether keys are to be percent-encoded. */
    public static boolean encoded(S3RequestReader sent) {
        String type = sent.parameter("encoding-type").orElse("");
        if (!type.isEmpty() && !type.equals("url")) {
            throw invalid("encoding-type", "Invalid Encoding Method specified in Request");
        }
        return !type.isEmpty();
    }

    /** What is asked of the core. */
    RootPage.Query query() {
        return new RootPage.Query(prefix, delimiter, after(), Math.max(1, most));
    }

    private String after() {
        return token.isEmpty() ? start : behind(token);
    }

    /**
     * What a {@link #token} was made of.
     *
     * @throws S3Exception {@code INVALID_ARGUMENT} when it is none of ours
     */
    static String behind(String token) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(token);
            String after = new String(bytes, StandardCharsets.UTF_8);
            if (!after.isEmpty() && token(after).equals(token)) {
                return after;
            }
        } catch (IllegalArgumentException _) {
            // No token of ours: refused as any other.
        }
        throw invalid("continuation-token", "The continuation token provided is incorrect");
    }

    /** A token to go on behind an entry. */
    static String token(String after) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(after.getBytes(StandardCharsets.UTF_8));
    }

    public static S3Exception invalid(String name, String message) {
        return new S3Exception(S3Code.INVALID_ARGUMENT, message, Map.of("ArgumentName", name));
    }
}
