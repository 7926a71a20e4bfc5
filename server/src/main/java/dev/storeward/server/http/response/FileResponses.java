package dev.storeward.server.http.response;

import dev.storeward.core.Problem;
import dev.storeward.core.backend.BackendProblems;
import dev.storeward.core.file.Download;
import dev.storeward.core.file.Downloads;
import dev.storeward.core.file.ReadableFile;
import dev.storeward.core.file.StoredFile;
import dev.storeward.server.http.request.Conditions;
import dev.storeward.server.http.request.Queries;
import dev.storeward.server.http.request.RequestIds;
import dev.storeward.store.ByteRange;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.catalina.connector.ClientAbortException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Serves the bytes of a file: whole, in part, or only its headers. Always as a download that no
 * browser runs, whatever its content claims to be.
 */
public final class FileResponses {
    private static final int BUFFER = 64 << 10;
    private static final int FAILED = 412;

    private final Downloads downloads;
    private final Runnable paused;

    /**
     * @param paused told of each download that is cut because its client stopped reading
     */
    public FileResponses(Downloads downloads, Runnable paused) {
        this.downloads = downloads;
        this.paused = paused;
    }

    /**
     * Answers GET or HEAD. The bucket is asked, and the first segment proven, before the status is
     * sent. Who asks may name the download otherwise: {@code ?download=name}.
     *
     * @param self where the file is
     * @param errors of the door that was asked
     */
    public ServerResponse answer(
            HttpServletRequest request, ReadableFile readable, String self, ErrorMapper errors) {
        Map<String, String> headers = headers(request, readable.file());
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put("Link", self(self));
        return answer(request, readable, headers, errors);
    }

    /** The header that says where the thing itself is that an answer is about. */
    public static String self(String url) {
        return "<" + url + ">; rel=\"self\"";
    }

    /** As {@link #answer} to who has a link: pages of others may show what they were given. */
    public ServerResponse ofLink(
            HttpServletRequest request, ReadableFile readable, ErrorMapper errors) {
        Map<String, String> headers = headers(request, readable.file());
        headers.put("Cross-Origin-Resource-Policy", "cross-origin");
        return answer(request, readable, headers, errors);
    }

    private ServerResponse answer(
            HttpServletRequest request,
            ReadableFile readable,
            Map<String, String> headers,
            ErrorMapper errors) {
        StoredFile file = readable.file();
        return answer(
                request,
                readable,
                new Presentation(file.etag(), file.contentType(), headers, Map.of()),
                errors);
    }

    /**
     * How a door shows a file.
     *
     * @param etag quotes included
     * @param headers what is said besides its type, length and range
     * @param ofWhole what is said only where all of it is answered
     */
    public record Presentation(
            String etag,
            String contentType,
            Map<String, String> headers,
            Map<String, String> ofWhole) {
        public Presentation {
            headers = Map.copyOf(headers);
            ofWhole = Map.copyOf(ofWhole);
        }
    }

    /**
     * As {@link #answer(HttpServletRequest, ReadableFile, String, ErrorMapper)} in a door's own
     * way.
     */
    public ServerResponse answer(
            HttpServletRequest request,
            ReadableFile readable,
            Presentation shown,
            ErrorMapper errors) {
        return answer(request, readable, shown, errors, null);
    }

    /**
     * Answers GET or HEAD with a part that the door knows, whatever range is asked for. One without
     * bytes has an answer without a range.
     */
    public ServerResponse answerPart(
            HttpServletRequest request,
            ReadableFile readable,
            ByteRange.Slice part,
            Presentation shown,
            ErrorMapper errors) {
        return answer(request, readable, shown, errors, part);
    }

    private ServerResponse answer(
            HttpServletRequest request,
            ReadableFile readable,
            Presentation shown,
            ErrorMapper errors,
            ByteRange.@Nullable Slice part) {
        StoredFile file = readable.file();
        Conditions conditions = new Conditions(request, shown.etag(), file.uploadedAt());
        Optional<Integer> decided = conditions.decision();
        Map<String, String> headers = new HashMap<>(shown.headers());
        headers.put("ETag", shown.etag());
        headers.put("Last-Modified", Conditions.date(file.uploadedAt()));
        headers.put("Accept-Ranges", "bytes");
        if (decided.isPresent()) {
            return decided.get() == FAILED
                    ? refused(request, headers, errors)
                    : new StreamedResponse(decided.get(), headers, errors, response -> {});
        }
        headers.put("Content-Type", shown.contentType());
        if (part != null && (part.length() == 0 || request.getMethod().equals("HEAD"))) {
            return headOf(part, file, shown, headers, errors);
        }
        if (request.getMethod().equals("HEAD")) {
            headers.putAll(shown.ofWhole());
            headers.put("Content-Length", String.valueOf(file.size()));
            return new StreamedResponse(200, headers, errors, response -> {});
        }
        ByteRange range =
                part == null
                        ? conditions.range()
                        : new ByteRange.Between(part.offset(), part.offset() + part.length() - 1);
        Download download = downloads.open(readable, range);
        headers.put("Content-Length", String.valueOf(download.length()));
        boolean partial = !(range instanceof ByteRange.All);
        if (download.length() == file.size() && (part != null || !partial)) {
            headers.putAll(shown.ofWhole());
        }
        if (partial) {
            headers.put("Content-Range", contentRange(download.offset(), download.length(), file));
        }
        return new StreamedResponse(
                partial ? 206 : 200, headers, errors, response -> send(download, response, paused));
    }

    private static ServerResponse headOf(
            ByteRange.Slice part,
            StoredFile file,
            Presentation shown,
            Map<String, String> headers,
            ErrorMapper errors) {
        headers.put("Content-Length", String.valueOf(part.length()));
        if (part.length() == file.size()) {
            headers.putAll(shown.ofWhole());
        }
        if (part.length() > 0) {
            headers.put("Content-Range", contentRange(part.offset(), part.length(), file));
        }
        return new StreamedResponse(206, headers, errors, response -> {});
    }

    private static String contentRange(long offset, long length, StoredFile file) {
        return "bytes " + offset + "-" + (offset + length - 1) + "/" + file.size();
    }

    /** In the words of the door, and still saying which version there is. */
    private static ServerResponse refused(
            HttpServletRequest request, Map<String, String> headers, ErrorMapper errors) {
        Response refusal =
                errors.of(
                        new Problem.PreconditionFailed(
                                "The file is not as the conditions of the request want it."),
                        RequestIds.of(request));
        Map<String, String> all = new HashMap<>(headers);
        all.putAll(refusal.headers());
        return new Response(refusal.status(), refusal.contentType(), refusal.body(), all)
                .toResponse();
    }

    private static Map<String, String> headers(HttpServletRequest request, StoredFile file) {
        String wanted = Queries.first(request, "download").orElse("");
        Map<String, String> headers = new HashMap<>();
        headers.put("Cache-Control", "private, no-cache");
        headers.put(
                "Content-Disposition",
                Disposition.attachment(wanted.isEmpty() ? file.name() : wanted));
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Content-Security-Policy", "sandbox; default-src 'none'");
        return headers;
    }

    /**
     * Sends the body; when the bytes end early or prove wrong, the connection is cut so that nobody
     * takes them whole.
     *
     * @param paused told when the client took nothing for too long
     */
    static void send(Download download, HttpServletResponse response, Runnable paused)
            throws IOException {
        try (InputStream in = download.stream()) {
            OutputStream out = response.getOutputStream();
            byte[] buffer = new byte[Math.clamp(download.length(), 1, BUFFER)];
            long left = download.length();
            while (left > 0) {
                int read = read(in, buffer, (int) Math.min(buffer.length, left));
                out.write(buffer, 0, read);
                left -= read;
            }
        } catch (ClientAbortException e) {
            if (e.getCause() instanceof SocketTimeoutException) {
                paused.run();
            }
            throw e;
        }
    }

    private static int read(InputStream in, byte[] buffer, int most) {
        try {
            int read = in.read(buffer, 0, most);
            if (read < 0) {
                throw new IOException("The file ended before its end.");
            }
            return read;
        } catch (IOException e) {
            throw BackendProblems.ofRead(e).asException(e);
        }
    }
}
