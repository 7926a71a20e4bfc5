package dev.storeward.server.s3.body;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.server.s3.checksum.Checksum;
import dev.storeward.server.s3.checksum.ChecksumAlgorithm;
import dev.storeward.server.s3.signature.RequestHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The checksum that a request says its body has. */
public sealed interface DeclaredChecksum {

    /** None. */
    record None() implements DeclaredChecksum {}

    /** It stands in a header. */
    record Sent(Checksum checksum) implements DeclaredChecksum {}

    /** It comes behind the body. */
    record Trailing(ChecksumAlgorithm algorithm) implements DeclaredChecksum {}

    /**
     * Reads what a request declares.
     *
     * @throws S3Exception {@code INVALID_REQUEST} when it is more than one checksum, of an unknown
     *     algorithm, no value, or another than its algorithm says
     */
    static DeclaredChecksum of(RequestHeaders headers) {
        List<String> names = headers.names().stream().filter(DeclaredChecksum::isValue).toList();
        Set<String> trailing = announced(headers);
        if (names.size() + trailing.size() > 1) {
            throw invalid(
                    "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
        }
        DeclaredChecksum declared = new None();
        for (String name : names) {
            declared = new Sent(Checksum.parse(algorithm(name), headers.value(name).orElse("")));
        }
        for (String name : trailing) {
            declared = new Trailing(algorithm(name));
        }
        requireSame(declared, headers);
        return declared;
    }

    /** The names of the headers that are announced to come behind the body. */
    static Set<String> announced(RequestHeaders headers) {
        Set<String> names = new TreeSet<>();
        for (String name : headers.value("x-amz-trailer").orElse("").split(",", -1)) {
            if (!name.isBlank()) {
                names.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }

    /** Of the headers that begin alike three say how, and not what. */
    private static boolean isValue(String name) {
        return name.startsWith("x-amz-checksum-")
                && !Set.of("algorithm", "mode", "type")
                        .contains(name.substring("x-amz-checksum-".length()));
    }

    private static ChecksumAlgorithm algorithm(String header) {
        return ChecksumAlgorithm.ofHeader(header)
                .orElseThrow(() ->
                        invalid(
                                "The algorithm type you specified in x-amz-checksum- header is invalid."));
    }

    private static void requireSame(DeclaredChecksum declared, RequestHeaders headers) {
        String named = headers.value("x-amz-sdk-checksum-algorithm").orElse("");
        if (named.isEmpty()) {
            return;
        }
        ChecksumAlgorithm algorithm =
                switch (declared) {
                    case None() ->
                            throw invalid(
                                    "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.");
                    case Sent(Checksum checksum) -> checksum.algorithm();
                    case Trailing(ChecksumAlgorithm one) -> one;
                };
        if (!algorithm.name().equalsIgnoreCase(named)) {
            throw invalid("Value for x-amz-sdk-checksum-algorithm header is invalid.");
        }
    }

    private static S3Exception invalid(String message) {
        return new S3Exception(S3Code.INVALID_REQUEST, message);
    }
}
