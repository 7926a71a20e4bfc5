package dev.storeward.server.api.configs;

import dev.storeward.core.Problem;
import dev.storeward.core.Problem.FieldProblem;
import dev.storeward.server.http.response.ErrorMapper;
import dev.storeward.server.http.response.Json;
import dev.storeward.server.http.response.RateLimitHeaders;
import dev.storeward.server.http.response.Refusal;
import dev.storeward.server.http.response.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How the configs door words its errors: sentences by field, else {@code detail}. */
public final class ConfigsErrors implements ErrorMapper {
    private static final String NO_KEY = "Invalid API key.";
    private static final String FORBIDDEN = "You do not have permission to perform this action.";
    private static final String NOTHING = "Not found.";

    private final Json json;

    public ConfigsErrors(Json json) {
        this.json = json;
    }

    @Override
    public boolean answersFor(String rawPath) {
        return rawPath.equals(ConfigsRoutes.BASE) || rawPath.startsWith(ConfigsRoutes.BASE + "/");
    }

    @Override
    public Response of(Problem problem, String requestId) {
        return switch (problem) {
            case Problem.Unauthorized p ->
                    detail(401, NO_KEY, Map.of("WWW-Authenticate", "Bearer"));
            case Problem.Forbidden p -> detail(403, FORBIDDEN, Map.of());
            case Problem.Foreign p -> detail(403, FORBIDDEN, Map.of());
            case Problem.NotFound p -> detail(404, NOTHING, Map.of());
            case Problem.Invalid p -> invalid(p.fields());
            case Problem.AlreadyExists p ->
                    invalid(List.of(new FieldProblem(p.field(), p.message())));
            case Problem.Unproven p -> detail(400, p.message(), Map.of());
            case Problem.PreconditionFailed p -> detail(412, p.message(), Map.of());
            case Problem.InUse p -> detail(409, p.message(), Map.of());
            case Problem.TierRequired p -> detail(403, p.message(), Map.of());
            case Problem.MigrationInProgress p -> detail(409, p.message(), Map.of());
            case Problem.NotCancellable p -> detail(409, p.message(), Map.of());
            case Problem.Busy p -> detail(409, p.message(), Map.of("Retry-After", "1"));
            case Problem.RateLimited p ->
                    detail(
                            429,
                            "Request was throttled. Expected available in "
                                    + Math.max(1, p.retryAfterSeconds())
                                    + " seconds.",
                            RateLimitHeaders.of(p));
            case Problem.QuotaExceeded p -> detail(413, p.message(), Map.of());
            case Problem.TooLarge p -> detail(413, p.message(), Map.of());
            case Problem.UnsupportedType p -> detail(415, p.message(), Map.of());
            case Problem.RangeNotSatisfiable p ->
                    detail(416, p.message(), Map.of("Content-Range", "bytes */" + p.size()));
            case Problem.Incomplete p -> detail(408, p.message(), Map.of("Connection", "close"));
            case Problem.Unavailable p ->
                    detail(
                            503,
                            p.message(),
                            Map.of("Retry-After", String.valueOf(p.retryAfterSeconds())));
            case Problem.Archived p -> detail(409, p.message(), Map.of());
            case Problem.Full p -> detail(507, p.message(), Map.of("Retry-After", "60"));
        };
    }

    @Override
    public Response of(Refusal refusal, String requestId) {
        return detail(refusal.status(), refusal.message(), refusal.headers());
    }

    @Override
    public Response internal(String requestId) {
        return detail(
                500,
                "This is our fault. Tell the operator the request id " + requestId + ".",
                Map.of());
    }

    /** What is wrong with the request as a whole has no field to stand under. */
    private Response invalid(List<FieldProblem> fields) {
        for (FieldProblem field : fields) {
            if (field.field().equals("body")) {
                return detail(400, "The body: " + field.message(), Map.of());
            }
            if (field.field().equals("request")) {
                return detail(400, field.message(), Map.of());
            }
        }
        return json.answer(400, byField(fields));
    }

    static Map<String, List<String>> byField(List<FieldProblem> fields) {
        Map<String, List<String>> errors = new LinkedHashMap<>();
        for (FieldProblem field : fields) {
            List<String> sentences =
                    errors.computeIfAbsent(field.field(), name -> new ArrayList<>());
            if (!sentences.contains(field.message())) {
                sentences.add(field.message());
            }
        }
        return errors;
    }

    private Response detail(int status, String sentence, Map<String, String> headers) {
        Response body = json.answer(status, new ConfigsJson.Failure(sentence));
        return new Response(status, body.contentType(), body.body(), headers);
    }
}
