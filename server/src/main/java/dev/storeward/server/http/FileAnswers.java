package dev.storeward.server.http;

import dev.storeward.core.file.Download;
import dev.storeward.core.file.Downloads;
import dev.storeward.core.file.ReadableFile;
import dev.storeward.core.file.StoredFile;
import dev.storeward.store.ByteRange;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Serves the bytes of a file: whole, in part, or only its headers. Always as a download that no
 * browser runs, whatever its content claims to be.
 */
public final class FileAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(FileAnswers.class);
    private static final int BUFFER = 64 << 10;

    private final Downloads downloads;

    public FileAnswers(Downloads downloads) {
        this.downloads = downloads;
    }

    /**
     * Answers GET or HEAD. The bucket is asked, and the first segment proven, before the status is
     * sent.
     */
    public ServerResponse answer(HttpServletRequest request, ReadableFile readable) {
        StoredFile file = readable.file();
        Conditions conditions = new Conditions(request, file);
        Optional<Integer> decided = conditions.decision();
        if (decided.isPresent()) {
            return headers(file, decided.get()).build();
        }
        ByteRange range = conditions.range();
        if (request.getMethod().equals("HEAD")) {
            return headers(file, 200).header("Content-Length", String.valueOf(file.size())).build();
        }
        Download download = downloads.open(readable, range);
        boolean partial = !(range instanceof ByteRange.All);
        var builder =
                headers(file, partial ? 206 : 200)
                        .header("Content-Type", file.contentType())
                        .header("Content-Length", String.valueOf(download.length()));
        if (partial) {
            builder.header(
                    "Content-Range",
                    "bytes "
                            + download.offset()
                            + "-"
                            + (download.offset() + download.length() - 1)
                            + "/"
                            + file.size());
        }
        return builder.build((ignored, response) -> {
            try {
                send(download, response);
            } catch (IOException | RuntimeException e) {
                LOG.info("Request {} was cut: {}", RequestIds.of(request), e.getMessage());
                throw e;
            }
            return null;
        });
    }

    private static ServerResponse.BodyBuilder headers(StoredFile file, int status) {
        return ServerResponse.status(HttpStatusCode.valueOf(status))
                .header("ETag", file.etag())
                .header("Last-Modified", Conditions.date(file.uploadedAt()))
                .header("Accept-Ranges", "bytes")
                .header("Cache-Control", "private, no-cache")
                .header("Content-Disposition", Disposition.attachment(file.name()))
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "sandbox; default-src 'none'");
    }

    /**
     * Sends the body; when the bytes end early or prove wrong, the connection is cut so that nobody
     * takes them whole.
     */
    private static void send(Download download, HttpServletResponse response) throws IOException {
        try (InputStream in = download.stream()) {
            OutputStream out = response.getOutputStream();
            byte[] buffer = new byte[Math.clamp(download.length(), 1, BUFFER)];
            long left = download.length();
            while (left > 0) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new IOException("The file ended before its end.");
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        }
    }
}
