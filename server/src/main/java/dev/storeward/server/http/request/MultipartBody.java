package dev.storeward.server.http.request;

import dev.storeward.core.Problem;
import dev.storeward.core.upload.body.SizeEstimate;
import dev.storeward.store.stream.BulkStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@code multipart/form-data} body read part by part as it arrives; nothing is kept but the small
 * fields. Belongs to one request.
 */
public final class MultipartBody {
    private static final int MAX_FIELDS = 32;
    private static final int MAX_FIELD_BYTES = 16 << 10;
    private static final int LEAST_BUFFER = 1 << 10;
    private static final int BUFFER = 64 << 10;

    private final HttpServletRequest request;
    private final TimelyStream body;
    private final PartReader input;
    private final long contentLength;
    private final int boundaryLength;
    private final Map<String, String> fields = new HashMap<>();
    private @Nullable String fileField;

    /** The last field that came again; empty for none. */
    private String repeated = "";

    /** The part that holds the file: the name it was sent with, and its bytes. */
    public record FilePart(String fileName, InputStream stream, SizeEstimate size) {}

    private MultipartBody(
            HttpServletRequest request, TimelyStream body, String boundary, int buffer) {
        this.request = request;
        this.body = body;
        this.input = new PartReader(body, boundary.getBytes(StandardCharsets.ISO_8859_1), buffer);
        this.contentLength = request.getContentLengthLong();
        this.boundaryLength = boundary.length();
    }

    /** Begins to read a request's body. */
    public static MultipartBody of(HttpServletRequest request) {
        String contentType = SingleHeader.of(request, "Content-Type").orElse("");
        String boundary = HeaderParameters.of(contentType).getOrDefault("boundary", "");
        if (boundary.isEmpty() || boundary.length() > 70) {
            throw Problem.invalid(
                            "Content-Type",
                            "multipart/form-data needs a boundary of 1 to 70 characters.")
                    .asException(new MalformedFormException("It has no boundary."));
        }
        int buffer = buffer(request.getContentLengthLong());
        MemoryBudget.take(request, buffer);
        return new MultipartBody(request, TimelyStream.of(WholeBody.of(request)), boundary, buffer);
    }

    /** No more than the form has, where its length is known: most forms are small. */
    private static int buffer(long length) {
        return length < 0 ? BUFFER : Math.clamp(length + 2, LEAST_BUFFER, BUFFER);
    }

    /**
     * Reads fields up to the named file part.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} when there is none, or another
     *     file comes before it
     */
    public FilePart file(String name) {
        try {
            while (input.next()) {
                String headers = headers();
                Map<String, String> disposition = parameters(headers);
                String field = disposition.getOrDefault("name", "");
                if (field.equals(name)) {
                    if (!header(headers, "content-range").isEmpty()) {
                        throw WholeBody.piece();
                    }
                    fileField = name;
                    body.release();
                    return new FilePart(
                            fileName(disposition), new WellFormed(input.body()), estimate());
                }
                readField(field, disposition);
            }
        } catch (IOException e) {
            throw malformed(e);
        }
        throw Problem.invalid(name, "This part is required: the file itself.").asException();
    }

    /**
     * Reads what follows the file part; its fields are found with {@link #field} afterwards.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} when another file is among it
     */
    public void rest() {
        body.bind();
        try {
            while (input.next()) {
                Map<String, String> disposition = parameters(headers());
                readField(disposition.getOrDefault("name", ""), disposition);
            }
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    /** The value of a field read so far, empty when it was not sent. */
    public String field(String name) {
        return fields.getOrDefault(name, "");
    }

    /**
     * All fields read so far.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} when one of them came twice
     */
    public Map<String, String> fieldsOnce() {
        if (!repeated.isEmpty()) {
            throw Problem.invalid(repeated, "Came more than once in the form.").asException();
        }
        return Map.copyOf(fields);
    }

    private void readField(String name, Map<String, String> disposition) throws IOException {
        if (name.equals(fileField) || isFile(name, fileName(disposition))) {
            throw Problem.invalid(
                            told(name),
                            "One file a request: this form holds another one, so nothing was stored. Send each file in a request of its own.")
                    .asException();
        }
        byte[] value = input.body().readNBytes(MAX_FIELD_BYTES + 1);
        if (value.length > MAX_FIELD_BYTES || fields.size() >= MAX_FIELDS) {
            throw Problem.invalid(
                            told(name),
                            "A form has at most "
                                    + MAX_FIELDS
                                    + " fields of "
                                    + MAX_FIELD_BYTES
                                    + " bytes.")
                    .asException();
        }
        MemoryBudget.take(request, value.length);
        if (fields.put(name, Utf8.decode(told(name), value)) != null) {
            repeated = told(name);
        }
    }

    /** Some programs send every field with its own name as a file's. */
    private static boolean isFile(String name, String fileName) {
        return !fileName.isEmpty() && !fileName.equals(name);
    }

    /**
     * The size of the file if it is the last part, as it nearly always is. What follows it, or a
     * missing last line break, can only make it smaller by as much, which the lower bound allows
     * for.
     */
    private SizeEstimate estimate() {
        if (contentLength < 0) {
            return SizeEstimate.UNKNOWN;
        }
        long likely = Math.max(0, contentLength - input.position() - boundaryLength - 8L);
        return new SizeEstimate(likely, Math.max(0, likely - MAX_FIELD_BYTES));
    }

    private static String fileName(Map<String, String> disposition) {
        String extended = disposition.getOrDefault("filename*", "");
        if (extended.toUpperCase(Locale.ROOT).startsWith("UTF-8''")) {
            // RFC 5987: ASCII, and everything else in percent signs.
            return RawPath.decode(
                    told(disposition.getOrDefault("name", "")), extended.substring(7));
        }
        return disposition.getOrDefault("filename", "");
    }

    /** A part as refusals name it. */
    private static String told(String name) {
        return name.isEmpty() ? "body" : name;
    }

    /**
     * The headers of the part just gone to.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} when they are not UTF-8, so that
     *     nobody can know what the file's name is
     */
    private String headers() throws IOException {
        byte[] sent = input.headers();
        String text = new String(sent, StandardCharsets.UTF_8);
        if (Utf8.isWellFormed(sent)) {
            return text;
        }
        throw Problem.invalid(
                        told(parameters(text).getOrDefault("name", "")),
                        "The headers of this part must be UTF-8, its name and its file's name among them.")
                .asException();
    }

    private static Map<String, String> parameters(String headers) {
        return HeaderParameters.of(header(headers, "content-disposition"));
    }

    /** A header of a part, empty when it has none. */
    private static String header(String headers, String name) {
        for (String line : headers.split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
                return line.substring(name.length() + 1);
            }
        }
        return "";
    }

    /** The file's bytes; a form that ends without its last boundary is told from a cut body. */
    private static final class WellFormed extends BulkStream {
        private final InputStream in;

        private WellFormed(InputStream in) {
            this.in = in;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                return in.read(target, offset, length);
            } catch (MalformedFormException e) {
                throw malformed(e);
            }
        }

        @Override
        public int available() throws IOException {
            return in.available();
        }
    }

    private static RuntimeException malformed(IOException e) {
        if (e instanceof MalformedFormException) {
            return Problem.invalid(
                            "body",
                            "The body is not well-formed multipart/form-data: " + e.getMessage())
                    .asException(e);
        }
        return new Problem.Incomplete("The body ended before its end. Nothing was stored.")
                .asException(e);
    }
}
