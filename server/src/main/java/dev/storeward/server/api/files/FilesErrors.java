package dev.storeward.server.api.files;

import dev.storeward.core.Problem;
import dev.storeward.server.http.response.ErrorMapper;
import dev.storeward.server.http.response.Json;
import dev.storeward.server.http.response.RateLimitHeaders;
import dev.storeward.server.http.response.Refusal;
import dev.storeward.server.http.response.Response;
import java.util.Map;

/** How the files door words its errors, and those of the links it makes. */
public final class FilesErrors implements ErrorMapper {
    private static final String LINKS = "/links/";

    private final Json json;

    public FilesErrors(Json json) {
        this.json = json;
    }

    @Override
    public boolean answersFor(String rawPath) {
        return rawPath.startsWith(FilesRoutes.BASE + "/")
                || rawPath.equals(FilesRoutes.BASE)
                || rawPath.startsWith(LINKS);
    }

    @Override
    public Response of(Problem problem, String requestId) {
        return switch (problem) {
            case Problem.Unauthorized p ->
                    answer(401, "UNAUTHORIZED", p, Map.of("WWW-Authenticate", "Bearer"));
            case Problem.Forbidden p -> answer(403, "FORBIDDEN", p, Map.of());
            case Problem.Foreign p -> of(p.unknown(), requestId);
            case Problem.NotFound p -> answer(404, "NOT_FOUND", p, Map.of());
            case Problem.Invalid p -> answer(400, "VALIDATION_ERROR", p, Map.of());
            case Problem.Unproven p -> answer(400, "VALIDATION_ERROR", p, Map.of());
            case Problem.AlreadyExists p -> answer(409, "CONFLICT", p, Map.of());
            case Problem.PreconditionFailed p -> answer(412, "PRECONDITION_FAILED", p, Map.of());
            case Problem.InUse p -> answer(409, "CONFLICT", p, Map.of());
            case Problem.TierRequired p -> answer(403, "FORBIDDEN", p, Map.of());
            case Problem.MigrationInProgress p -> answer(409, "CONFLICT", p, Map.of());
            case Problem.NotCancellable p -> answer(409, "CONFLICT", p, Map.of());
            case Problem.Busy p -> answer(409, "CONFLICT", p, Map.of("Retry-After", "1"));
            case Problem.RateLimited p ->
                    answer(429, "RATE_LIMIT_EXCEEDED", p, RateLimitHeaders.of(p));
            case Problem.QuotaExceeded p -> answer(413, "REQUEST_ENTITY_TOO_LARGE", p, Map.of());
            case Problem.TooLarge p -> answer(413, "REQUEST_ENTITY_TOO_LARGE", p, Map.of());
            case Problem.UnsupportedType p -> answer(415, "UNSUPPORTED_MEDIA_TYPE", p, Map.of());
            case Problem.RangeNotSatisfiable p ->
                    answer(
                            416,
                            "RANGE_NOT_SATISFIABLE",
                            p,
                            Map.of("Content-Range", "bytes */" + p.size()));
            case Problem.Incomplete p ->
                    answer(408, "VALIDATION_ERROR", p, Map.of("Connection", "close"));
            case Problem.Unavailable p ->
                    answer(
                            503,
                            "STORAGE_UNAVAILABLE",
                            p,
                            Map.of("Retry-After", String.valueOf(p.retryAfterSeconds())));
            case Problem.Archived p -> answer(409, "FILE_ARCHIVED", p, Map.of());
            case Problem.Full p ->
                    answer(507, "STORAGE_UNAVAILABLE", p, Map.of("Retry-After", "60"));
        };
    }

    @Override
    public Response of(Refusal refusal, String requestId) {
        return answer(refusal.status(), refusal.code(), refusal.message(), refusal.headers());
    }

    @Override
    public Response internal(String requestId) {
        return answer(
                500,
                "INTERNAL_SERVER_ERROR",
                "This is our fault. Tell the operator the request id " + requestId + ".",
                Map.of());
    }

    private Response answer(int status, String code, Problem problem, Map<String, String> headers) {
        return answer(status, code, problem.message(), headers);
    }

    private Response answer(int status, String code, String message, Map<String, String> headers) {
        Response body =
                json.answer(
                        status,
                        new FilesJson.Failure(
                                false, new FilesJson.ErrorBody(code, message), message));
        return new Response(status, body.contentType(), body.body(), headers);
    }
}
