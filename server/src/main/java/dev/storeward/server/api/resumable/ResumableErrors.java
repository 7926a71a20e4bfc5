package dev.storeward.server.api.resumable;

import dev.storeward.core.Problem;
import dev.storeward.server.http.response.ErrorMapper;
import dev.storeward.server.http.response.Refusal;
import dev.storeward.server.http.response.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How the resumable door words its errors: as the files door, with the statuses of tus. */
public final class ResumableErrors implements ErrorMapper {
    static final String BASE = "/api/v1/storage/resumable";

    private final ErrorMapper files;

    public ResumableErrors(ErrorMapper files) {
        this.files = files;
    }

    /** Something that only this door refuses. */
    static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Refusal refusal;

        private RefusedException(Refusal refusal) {
            super(refusal.message());
            this.refusal = refusal;
        }

        Refusal refusal() {
            return refusal;
        }
    }

    static RefusedException gone() {
        return refused(
                410, "Gone", "The upload was ended, or its time is over. Begin another.", Map.of());
    }

    static RefusedException otherVersion() {
        return refused(
                412,
                "Precondition Failed",
                "This is tus 1.0.0: send the header Tus-Resumable with 1.0.0.",
                Map.of(ResumableMapper.TUS_VERSION, ResumableMapper.VERSION));
    }

    static RefusedException otherType() {
        return refused(
                415,
                "Unsupported Media Type",
                "Bytes of an upload come with the Content-Type application/offset+octet-stream.",
                Map.of());
    }

    static RefusedException otherChecksum() {
        return refused(
                460,
                "Checksum Mismatch",
                "The bytes that came have another checksum than Upload-Checksum tells. None of"
                        + " them were kept; send them again.",
                Map.of());
    }

    static RefusedException otherMethod(String method, List<String> allowed) {
        return new RefusedException(Refusal.ofMethod(method, allowed));
    }

    private static RefusedException refused(
            int status, String title, String message, Map<String, String> headers) {
        return new RefusedException(new Refusal(status, title, message, headers));
    }

    @Override
    public boolean answersFor(String rawPath) {
        return rawPath.equals(BASE) || rawPath.startsWith(BASE + "/");
    }

    @Override
    public Response of(Problem problem, String requestId) {
        return switch (problem) {
            case Problem.PreconditionFailed p ->
                    of(new Refusal(409, "Conflict", p.message(), Map.of()), requestId);
            case Problem.Busy p ->
                    of(
                            new Refusal(423, "Locked", p.message(), Map.of("Retry-After", "1")),
                            requestId);
            default -> versioned(files.of(problem, requestId));
        };
    }

    @Override
    public Response of(Refusal refusal, String requestId) {
        return versioned(files.of(refusal, requestId));
    }

    @Override
    public Response internal(String requestId) {
        return versioned(files.internal(requestId));
    }

    private static Response versioned(Response answer) {
        Map<String, String> headers = new HashMap<>(answer.headers());
        headers.put(ResumableMapper.TUS_RESUMABLE, ResumableMapper.VERSION);
        return new Response(answer.status(), answer.contentType(), answer.body(), headers);
    }
}
