package dev.storeward.server.api.resumable;

import dev.storeward.core.file.StoredFile;
import dev.storeward.core.upload.resumable.Standing;
import dev.storeward.core.upload.session.UploadSession;
import dev.storeward.server.http.response.Response;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/** How an upload stands, in the headers of tus. */
final class ResumableMapper {
    static final String VERSION = "1.0.0";
    static final String TUS_RESUMABLE = "Tus-Resumable";
    static final String TUS_VERSION = "Tus-Version";
    static final String EXTENSIONS =
            "creation,creation-with-upload,creation-defer-length,termination,expiration,checksum,"
                    + "concatenation";

    private static final String OFFSET = "Upload-Offset";

    /** With two digits of the day, which Java's own leaves out. */
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

    private ResumableMapper() {}

    /**
     * What is spoken here.
     *
     * @param methods that the address takes
     */
    static Response protocol(long maxBytes, String methods) {
        return empty(
                204,
                Map.of(
                        "Allow",
                        methods,
                        TUS_VERSION,
                        VERSION,
                        "Tus-Extension",
                        EXTENSIONS,
                        "Tus-Max-Size",
                        String.valueOf(maxBytes),
                        "Tus-Checksum-Algorithm",
                        ChecksumReader.algorithms()));
    }

    static Response begun(String location, UploadSession session, @Nullable Standing standing) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Location", location);
        if (standing == null) {
            expiry(headers, session);
        } else {
            progress(headers, standing);
        }
        return empty(201, headers);
    }

    static Response appended(Standing standing) {
        Map<String, String> headers = new LinkedHashMap<>();
        progress(headers, standing);
        return empty(204, headers);
    }

    static Response standing(Standing standing) {
        UploadSession session = standing.session();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Cache-Control", "no-store");
        if (session.size() < 0) {
            headers.put("Upload-Defer-Length", "1");
        } else {
            headers.put("Upload-Length", String.valueOf(session.size()));
        }
        if (!standing.description().isEmpty()) {
            headers.put("Upload-Metadata", standing.description());
        }
        switch (session.kind()) {
            case PARTIAL -> headers.put(JoinReader.HEADER, JoinReader.PARTIAL);
            case JOINED -> headers.put(JoinReader.HEADER, standing.joined());
            case RESUMABLE, PARTED -> {}
        }
        progress(headers, standing);
        if (session.kind() == UploadSession.Kind.JOINED
                && session.state() == UploadSession.State.OPEN
                && standing.file() == null) {
            // As tus wants it until the bytes of all parts are there.
            headers.remove(OFFSET);
        }
        return empty(200, headers);
    }

    static Response ended() {
        return empty(204, Map.of());
    }

    private static void progress(Map<String, String> headers, Standing standing) {
        headers.put(OFFSET, String.valueOf(standing.offset()));
        StoredFile file = standing.file();
        if (file != null) {
            headers.put(
                    "Storeward-Object-Name",
                    UriUtils.encodePath(file.address(), StandardCharsets.UTF_8));
            headers.put("Storeward-File-Id", String.valueOf(file.number()));
        } else if (standing.session().state() == UploadSession.State.OPEN) {
            expiry(headers, standing.session());
        }
    }

    private static void expiry(Map<String, String> headers, UploadSession session) {
        headers.put(
                "Upload-Expires", HTTP_DATE.format(session.expiresAt().atOffset(ZoneOffset.UTC)));
    }

    private static Response empty(int status, Map<String, String> headers) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(TUS_RESUMABLE, VERSION);
        return new Response(status, "", new byte[0], all);
    }
}
