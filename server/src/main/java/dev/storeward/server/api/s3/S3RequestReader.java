package dev.storeward.server.api.s3;

import dev.storeward.core.access.Caller;
import dev.storeward.server.http.request.MemoryBudget;
import dev.storeward.server.http.request.WholeBody;
import dev.storeward.server.s3.HeaderText;
import dev.storeward.server.s3.PercentEncoding;
import dev.storeward.server.s3.S3Authentication.Signed;
import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.server.s3.body.ObjectBody;
import dev.storeward.server.s3.checksum.ChecksumAlgorithm;
import dev.storeward.server.s3.signature.Payload;
import dev.storeward.server.s3.signature.QueryParameters;
import dev.storeward.server.s3.signature.RequestHeaders;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * A signed request: whom it comes from, and what it is about.
 *
 * @param bucket empty for the service itself
 * @param key empty for a bucket itself
 */
public record S3RequestReader(
        HttpServletRequest servlet,
        Caller caller,
        RequestHeaders headers,
        QueryParameters query,
        Payload payload,
        String bucket,
        String key) {
    /** What those names of a query begin with that clients put there in place of a header. */
    static final String OF_HEADERS = "x-amz-";

    private static final int LONGEST_KEY = 1_024;

    private static final Set<String> OF_BODY =
            Set.of(
                    "x-amz-content-sha256",
                    "x-amz-decoded-content-length",
                    "x-amz-sdk-checksum-algorithm",
                    "x-amz-trailer");

    /** What becomes of a byte of a document, and the most that one takes. */
    private static final int WEIGHT = 8;

    private static final int MOST_HELD = 4 << 20;

    /**
     * Reads the path.
     *
     * @throws S3Exception {@code INVALID_URI} when it is not well-formed, {@code KEY_TOO_LONG}
     */
    static S3RequestReader of(HttpServletRequest request, Signed signed) {
        QueryParameters parameters = query(request);
        return new S3RequestReader(
                request,
                signed.caller(),
                withThoseOf(parameters, signed.headers()),
                parameters,
                signed.verified().payload(),
                bucket(request),
                key(text(path(request)[1])));
    }

    /**
     * A form that was posted to a bucket: its fields are what else stands in headers.
     *
     * @throws S3Exception {@code KEY_TOO_LONG}
     */
    static S3RequestReader ofForm(
            HttpServletRequest request, Caller caller, RequestHeaders fields, String key) {
        return new S3RequestReader(
                request,
                caller,
                fields,
                query(request),
                new Payload.Unsigned(),
                bucket(request),
                key(key));
    }

    /** Whether a request is about a bucket, and not about an object in one. */
    static boolean isOfBucket(HttpServletRequest request) {
        String[] path = path(request);
        return !path[0].isEmpty() && path[1].isEmpty();
    }

    /** The bucket that a request names; empty for none. */
    static String bucket(HttpServletRequest request) {
        return text(path(request)[0]);
    }

    /** Bucket and key as they were sent. */
    private static String[] path(HttpServletRequest request) {
        String path = request.getRequestURI().substring(S3Errors.BASE.length());
        String rest = path.startsWith("/") ? path.substring(1) : path;
        int slash = rest.indexOf('/');
        return slash < 0
                ? new String[] {rest, ""}
                : new String[] {rest.substring(0, slash), rest.substring(slash + 1)};
    }

    private static QueryParameters query(HttpServletRequest request) {
        return new QueryParameters(Objects.requireNonNullElse(request.getQueryString(), ""));
    }

    /** The headers with those that stand in the query, as in URLs that were signed ahead. */
    private static RequestHeaders withThoseOf(QueryParameters query, RequestHeaders headers) {
        Map<String, List<String>> more = new TreeMap<>();
        for (String name : query.names()) {
            String header = name.toLowerCase(Locale.ROOT);
            if (header.startsWith(OF_HEADERS)
                    && !saysOfBody(header)
                    && headers.lines(header).isEmpty()) {
                more.put(header, query.values(name));
            }
        }
        return more.isEmpty() ? headers : headers.and(more);
    }

    /**
     * Whether a name is of what only a header may say. Tools that presign before there is a body
     * put the checksum of nothing into the query, and S3 passes that over.
     */
    private static boolean saysOfBody(String name) {
        return OF_BODY.contains(name) || ChecksumAlgorithm.ofHeader(name).isPresent();
    }

    /** A key that is not too long. */
    static String key(String key) {
        if (key.getBytes(StandardCharsets.UTF_8).length > LONGEST_KEY) {
            throw new S3Exception(S3Code.KEY_TOO_LONG);
        }
        return key;
    }

    /** What a part of a path stands for. */
    static String text(String raw) {
        byte[] bytes = PercentEncoding.decode(raw, false);
        try {
            return HeaderText.of(new String(bytes, StandardCharsets.ISO_8859_1));
        } catch (S3Exception _) {
            throw new S3Exception(S3Code.INVALID_URI);
        }
    }

    public String method() {
        return servlet.getMethod();
    }

    public boolean has(String parameter) {
        return query.has(parameter);
    }

    /** The value of a parameter; empty when it was not sent. */
    public Optional<String> parameter(String name) {
        List<String> values = query.values(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(HeaderText.of(values.getFirst()));
    }

    /** A header as text; empty when it was not sent or is blank. */
    public Optional<String> header(String name) {
        return headers.value(name).filter(value -> !value.isBlank()).map(HeaderText::of);
    }

    /** The bytes of the body, held to all that the request says of them. */
    public ObjectBody body() throws IOException {
        return ObjectBody.open(WholeBody.of(servlet), sentLength(), payload, headers);
    }

    /** The body as a document, which is held in memory and comes within a time. */
    public InputStream document() throws IOException {
        return document(headers);
    }

    /** As {@link #document} where the checksum in a header is that of something else. */
    public InputStream documentOfParts() throws IOException {
        return document(headers.without(ChecksumAlgorithm.PREFIX));
    }

    private InputStream document(RequestHeaders saying) throws IOException {
        long length = sentLength().orElse(MOST_HELD / WEIGHT);
        MemoryBudget.take(servlet, Math.min(length * WEIGHT, MOST_HELD));
        return ObjectBody.open(WholeBody.timely(servlet), sentLength(), payload, saying);
    }

    private OptionalLong sentLength() {
        long length = servlet.getContentLengthLong();
        return length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
    }
}
