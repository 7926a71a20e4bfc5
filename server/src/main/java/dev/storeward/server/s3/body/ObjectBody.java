package dev.storeward.server.s3.body;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.server.s3.checksum.Checksum;
import dev.storeward.server.s3.checksum.ChecksumAlgorithm;
import dev.storeward.server.s3.checksum.RunningChecksum;
import dev.storeward.server.s3.signature.Payload;
import dev.storeward.server.s3.signature.RequestHeaders;
import dev.storeward.store.stream.BulkStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The bytes of an object as a client sends them, out of their chunks, and held against everything
 * the request says of them: the signature's digest, each chunk's signature, {@code Content-MD5} and
 * the checksum in a header or behind the body. What is wrong is thrown from {@code read} as an
 * {@link S3Exception}, at the latest instead of the last bytes; so whoever reads it keeps nothing
 * that was not read to its end. Belongs to one thread.
 */
public final class ObjectBody extends BulkStream {
    private static final String CHUNKED = "aws-chunked";
    private static final int MOST_DIGITS = 18;

    private final InputStream body;
    private final OptionalLong length;
    private final DeclaredChecksum declared;
    private final Supplier<Optional<Checksum>> trailing;

    private ObjectBody(
            InputStream body,
            OptionalLong length,
            DeclaredChecksum declared,
            Supplier<Optional<Checksum>> trailing) {
        this.body = body;
        this.length = length;
        this.declared = declared;
        this.trailing = trailing;
    }

    /**
     * Opens the body of a request whose signature holds.
     *
     * @param sent the body as it is sent
     * @param sentLength as {@code Content-Length} says
     * @throws S3Exception for headers that contradict each other or are no values, and for an empty
     *     body that is not what was said of it
     */
    public static ObjectBody open(
            InputStream sent, OptionalLong sentLength, Payload payload, RequestHeaders headers)
            throws IOException {
        List<Expectation> expectations = new ArrayList<>();
        headers.value("content-md5")
                .map(Checksum::parseMd5)
                .ifPresent(md5 -> expectations.add(md5(md5)));
        return switch (payload) {
            case Payload.SignedChunks(var signatures, boolean trailers) ->
                    chunked(
                            sent,
                            new ChunkCheck.Signed(signatures, trailers),
                            trailers,
                            expectations,
                            headers);
            case Payload.UnsignedChunks() ->
                    chunked(sent, new ChunkCheck.Unsigned(), true, expectations, headers);
            case Payload.Digest(byte[] sha256) -> {
                expectations.add(signed(sha256));
                yield plain(sent, sentLength, expectations, headers);
            }
            case Payload.Unsigned() -> plain(sent, sentLength, expectations, headers);
        };
    }

    private static ObjectBody plain(
            InputStream sent,
            OptionalLong length,
            List<Expectation> expectations,
            RequestHeaders headers) {
        DeclaredChecksum declared = DeclaredChecksum.of(headers);
        switch (declared) {
            case DeclaredChecksum.None() -> {}
            case DeclaredChecksum.Sent(Checksum checksum) ->
                    expectations.add(checksum(checksum.algorithm(), checksum::bytes));
            case DeclaredChecksum.Trailing(ChecksumAlgorithm _) -> throw noTrailers();
        }
        return new ObjectBody(
                DigestedBody.open(sent, length, expectations), length, declared, Optional::empty);
    }

    private static ObjectBody chunked(
            InputStream sent,
            ChunkCheck check,
            boolean trailers,
            List<Expectation> expectations,
            RequestHeaders headers)
            throws IOException {
        DeclaredChecksum declared = DeclaredChecksum.of(headers);
        Set<String> announced = DeclaredChecksum.announced(headers);
        if (!trailers && !announced.isEmpty()) {
            throw noTrailers();
        }
        long length = decodedLength(headers);
        ChunkedBody body = ChunkedBody.open(sent, check, announced, length);
        Supplier<Optional<Checksum>> trailing = Optional::empty;
        switch (declared) {
            case DeclaredChecksum.None() -> {}
            case DeclaredChecksum.Sent(Checksum checksum) ->
                    expectations.add(checksum(checksum.algorithm(), checksum::bytes));
            case DeclaredChecksum.Trailing(ChecksumAlgorithm algorithm) -> {
                trailing =
                        () ->
                                body.trailer(algorithm.header())
                                        .map(value -> Checksum.parse(algorithm, value));
                Supplier<Optional<Checksum>> sentLast = trailing;
                expectations.add(checksum(algorithm, () -> sentLast.get().orElseThrow().bytes()));
            }
        }
        OptionalLong known = OptionalLong.of(length);
        return new ObjectBody(
                DigestedBody.open(body, known, expectations), known, declared, trailing);
    }

    /** How many bytes will be read, where that is known. */
    public OptionalLong length() {
        return length;
    }

    /** Of which checksum the client says that the body has it. */
    public Optional<ChecksumAlgorithm> algorithm() {
        return switch (declared) {
            case DeclaredChecksum.None() -> Optional.empty();
            case DeclaredChecksum.Sent(Checksum checksum) -> Optional.of(checksum.algorithm());
            case DeclaredChecksum.Trailing(ChecksumAlgorithm algorithm) -> Optional.of(algorithm);
        };
    }

    /** The checksum that the client sent, which holds; one behind the body after its end only. */
    public Optional<Checksum> checksum() {
        return switch (declared) {
            case DeclaredChecksum.None() -> Optional.empty();
            case DeclaredChecksum.Sent(Checksum checksum) -> Optional.of(checksum);
            case DeclaredChecksum.Trailing(ChecksumAlgorithm _) -> trailing.get();
        };
    }

    /** The content's own encodings: a header as it was sent, without {@code aws-chunked}. */
    public static Optional<String> contentEncoding(RequestHeaders headers) {
        String own =
                Arrays.stream(headers.value("content-encoding").orElse("").split(",", -1))
                        .filter(one -> !one.isBlank())
                        .filter(one -> !one.strip().toLowerCase(Locale.ROOT).equals(CHUNKED))
                        .collect(Collectors.joining(","))
                        .strip();
        return own.isEmpty() ? Optional.empty() : Optional.of(own);
    }

    @Override
    public int read(byte[] target, int offset, int wanted) throws IOException {
        return body.read(target, offset, wanted);
    }

    @Override
    public void close() throws IOException {
        body.close();
    }

    private static long decodedLength(RequestHeaders headers) {
        String text =
                headers.value("x-amz-decoded-content-length")
                        .orElseThrow(() -> new S3Exception(S3Code.MISSING_CONTENT_LENGTH));
        if (text.isEmpty()
                || text.length() > MOST_DIGITS
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new S3Exception(
                    S3Code.INVALID_ARGUMENT,
                    "x-amz-decoded-content-length must be a number of bytes.");
        }
        return Long.parseLong(text);
    }

    private static S3Exception noTrailers() {
        return new S3Exception(
                S3Code.INVALID_REQUEST,
                "The x-amz-trailer header announces what no body of this x-amz-content-sha256 has.");
    }

    private static Expectation signed(byte[] sha256) {
        return new Expectation(
                ChecksumAlgorithm.SHA256.start(),
                () -> sha256,
                computed -> {
                    Map<String, String> both = new LinkedHashMap<>();
                    both.put("ClientComputedContentSHA256", HexFormat.of().formatHex(sha256));
                    both.put("S3ComputedContentSHA256", HexFormat.of().formatHex(computed));
                    return new S3Exception(
                            S3Code.X_AMZ_CONTENT_SHA256_MISMATCH,
                            S3Code.X_AMZ_CONTENT_SHA256_MISMATCH.message(),
                            both);
                });
    }

    private static Expectation md5(byte[] md5) {
        return new Expectation(
                RunningChecksum.digest("MD5"),
                () -> md5,
                computed -> {
                    Map<String, String> both = new LinkedHashMap<>();
                    both.put("ExpectedDigest", HexFormat.of().formatHex(md5));
                    both.put("CalculatedDigest", Base64.getEncoder().encodeToString(computed));
                    return new S3Exception(S3Code.BAD_DIGEST, S3Code.BAD_DIGEST.message(), both);
                });
    }

    private static Expectation checksum(ChecksumAlgorithm algorithm, Supplier<byte[]> expected) {
        return new Expectation(
                algorithm.start(),
                expected,
                _ ->
                        new S3Exception(
                                S3Code.BAD_DIGEST,
                                "The "
                                        + algorithm.name()
                                        + " you specified did not match the calculated checksum."));
    }
}
