package dev.storeward.server.api.admin;

import dev.storeward.core.Problem;
import dev.storeward.core.Problem.FieldProblem;
import dev.storeward.server.http.response.ErrorMapper;
import dev.storeward.server.http.response.Json;
import dev.storeward.server.http.response.RateLimitHeaders;
import dev.storeward.server.http.response.Refusal;
import dev.storeward.server.http.response.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How the admin door words its errors: a code, a sentence, and details where there are any. */
public final class AdminErrors implements ErrorMapper {
    private static final String INVALID = "INVALID_CONFIG";
    private static final String CONFLICT = "CONFLICT";

    private final Json json;

    public AdminErrors(Json json) {
        this.json = json;
    }

    @Override
    public boolean answersFor(String rawPath) {
        return rawPath.equals(AdminRoutes.BASE) || rawPath.startsWith(AdminRoutes.BASE + "/");
    }

    @Override
    public Response of(Problem problem, String requestId) {
        return switch (problem) {
            case Problem.Unauthorized p ->
                    plain(401, "UNAUTHORIZED", p, Map.of("WWW-Authenticate", "Bearer"));
            case Problem.Forbidden p -> plain(403, "FORBIDDEN", p, Map.of());
            case Problem.Foreign p -> of(p.unknown(), requestId);
            case Problem.NotFound p -> plain(404, "NOT_FOUND", p, Map.of());
            case Problem.Invalid p -> invalid(p.fields());
            case Problem.AlreadyExists p ->
                    invalid(List.of(new FieldProblem(p.field(), p.message())));
            case Problem.Unproven p -> plain(400, INVALID, p, Map.of());
            case Problem.PreconditionFailed p -> plain(412, CONFLICT, p, Map.of());
            case Problem.InUse p -> plain(409, CONFLICT, p, Map.of());
            case Problem.TierRequired p ->
                    answer(
                            403,
                            "TIER_REQUIRED",
                            p.message(),
                            Map.of("required_plan", p.requiredPlan()),
                            Map.of());
            case Problem.MigrationInProgress p ->
                    answer(
                            409,
                            "MIGRATION_IN_PROGRESS",
                            p.message(),
                            Map.of("migration_id", p.migrationId()),
                            Map.of());
            case Problem.NotCancellable p -> plain(409, "CANNOT_CANCEL", p, Map.of());
            case Problem.Busy p -> plain(409, CONFLICT, p, Map.of("Retry-After", "1"));
            case Problem.RateLimited p ->
                    plain(429, "RATE_LIMIT_EXCEEDED", p, RateLimitHeaders.of(p));
            case Problem.QuotaExceeded p -> plain(413, "REQUEST_ENTITY_TOO_LARGE", p, Map.of());
            case Problem.TooLarge p -> plain(413, "REQUEST_ENTITY_TOO_LARGE", p, Map.of());
            case Problem.UnsupportedType p -> plain(415, "UNSUPPORTED_MEDIA_TYPE", p, Map.of());
            case Problem.RangeNotSatisfiable p ->
                    plain(
                            416,
                            "RANGE_NOT_SATISFIABLE",
                            p,
                            Map.of("Content-Range", "bytes */" + p.size()));
            case Problem.Incomplete p ->
                    plain(408, "REQUEST_TIMEOUT", p, Map.of("Connection", "close"));
            case Problem.Unavailable p ->
                    plain(
                            503,
                            "STORAGE_UNAVAILABLE",
                            p,
                            Map.of("Retry-After", String.valueOf(p.retryAfterSeconds())));
            case Problem.Archived p -> plain(409, CONFLICT, p, Map.of());
            case Problem.Full p ->
                    plain(507, "STORAGE_UNAVAILABLE", p, Map.of("Retry-After", "60"));
        };
    }

    @Override
    public Response of(Refusal refusal, String requestId) {
        return answer(
                refusal.status(), refusal.code(), refusal.message(), Map.of(), refusal.headers());
    }

    @Override
    public Response internal(String requestId) {
        return answer(
                500,
                "INTERNAL_ERROR",
                "This is our fault. Tell the operator the request id " + requestId + ".",
                Map.of(),
                Map.of());
    }

    private Response invalid(List<FieldProblem> fields) {
        Map<String, String> details = new LinkedHashMap<>();
        for (FieldProblem field : fields) {
            details.merge(
                    AdminMapper.field(field.field()),
                    field.message(),
                    (one, other) -> one.equals(other) ? one : one + " " + other);
        }
        StringBuilder message = new StringBuilder();
        details.forEach((field, sentence) ->
                message.append(message.isEmpty() ? "" : " ")
                        .append(field)
                        .append(": ")
                        .append(sentence));
        return answer(400, INVALID, message.toString(), details, Map.of());
    }

    private Response plain(int status, String code, Problem problem, Map<String, String> headers) {
        return answer(status, code, problem.message(), Map.of(), headers);
    }

    private Response answer(
            int status,
            String code,
            String message,
            Map<String, String> details,
            Map<String, String> headers) {
        Response body =
                json.answer(
                        status,
                        new AdminJson.Failure(
                                code.toLowerCase(Locale.ROOT),
                                code,
                                message,
                                details.isEmpty() ? null : details));
        return new Response(status, body.contentType(), body.body(), headers);
    }
}
