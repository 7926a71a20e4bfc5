package dev.storeward.server.api.resumable;

import dev.storeward.core.Problem;
import dev.storeward.core.upload.resumable.Append;
import dev.storeward.core.upload.resumable.IncomingBody;
import dev.storeward.server.http.connection.ClientConnection;
import dev.storeward.server.http.request.SingleHeader;
import dev.storeward.server.http.request.WholeBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** The bytes of a request, and what its headers say of them. */
record AppendReader(Append append, IncomingBody body) {
    private static final String TYPE = "application/offset+octet-stream";
    private static final String OFFSET = "Upload-Offset";
    private static final String LENGTH = "Upload-Length";
    private static final String DEFERRED = "Upload-Defer-Length";

    /** Bytes that go on with an upload. */
    static AppendReader of(HttpServletRequest request) {
        requireType(request);
        long offset =
                number(request, OFFSET)
                        .orElseThrow(() -> wrong(OFFSET, "Must tell where the bytes belong."));
        return of(request, offset, number(request, LENGTH).orElse(-1));
    }

    /** The first bytes of an upload, which came with its beginning; empty when none did. */
    static Optional<AppendReader> first(HttpServletRequest request) {
        boolean typed = type(request).equals(TYPE);
        if (!typed && isEmpty(request)) {
            return Optional.empty();
        }
        requireType(request);
        return Optional.of(of(request, 0, -1));
    }

    /** Passes a request that tells neither bytes nor a size. */
    static void requireNothing(HttpServletRequest request) {
        if (SingleHeader.of(request, LENGTH).isPresent()
                || SingleHeader.of(request, DEFERRED).isPresent()
                || !isEmpty(request)) {
            throw wrong(LENGTH, "A file that is put together has the bytes of its parts only.");
        }
    }

    private static boolean isEmpty(HttpServletRequest request) {
        return request.getContentLengthLong() <= 0
                && !request.getHeaders("Transfer-Encoding").hasMoreElements();
    }

    /** The size of the file of an upload that begins; -1 when it will be told later. */
    static long announced(HttpServletRequest request) {
        OptionalLong length = number(request, LENGTH);
        Optional<String> deferred = SingleHeader.of(request, DEFERRED).map(String::strip);
        if (deferred.filter(value -> !value.equals("1")).isPresent()) {
            throw wrong(DEFERRED, "Can only be 1.");
        }
        if (length.isPresent() == deferred.isPresent()) {
            throw wrong(LENGTH, "Send the size of the file, or " + DEFERRED + ": 1.");
        }
        return length.orElse(-1);
    }

    private static AppendReader of(HttpServletRequest request, long offset, long whole) {
        Optional<ChecksumReader> checksum = ChecksumReader.of(request);
        InputStream sent = WholeBody.of(request);
        InputStream stream = checksum.map(one -> one.over(sent)).orElse(sent);
        ClientConnection client = ClientConnection.of(request);
        return new AppendReader(
                new Append(offset, request.getContentLengthLong(), whole, checksum.isPresent()),
                new IncomingBody() {
                    @Override
                    public InputStream stream() {
                        return stream;
                    }

                    @Override
                    public void end() {
                        client.endRequest();
                    }
                });
    }

    private static String type(HttpServletRequest request) {
        return SingleHeader.of(request, "Content-Type")
                .orElse("")
                .split(";", 2)[0]
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    private static void requireType(HttpServletRequest request) {
        if (!type(request).equals(TYPE)) {
            throw ResumableErrors.otherType();
        }
    }

    private static OptionalLong number(HttpServletRequest request, String header) {
        Optional<String> sent = SingleHeader.of(request, header).map(String::strip);
        if (sent.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!sent.get().matches("[0-9]{1,18}")) {
            throw wrong(header, "Must be a whole number of bytes.");
        }
        return OptionalLong.of(Long.parseLong(sent.get()));
    }

    private static RuntimeException wrong(String header, String sentence) {
        return Problem.invalid(header, sentence).asException();
    }
}
