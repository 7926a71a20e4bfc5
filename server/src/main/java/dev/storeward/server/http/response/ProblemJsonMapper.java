package dev.storeward.server.http.response;

import dev.storeward.core.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Errors as RFC 9457 problem details, for the doors that speak them. The {@code instance} names the
 * request by its id and not by its path, because the address of an upload is a secret.
 */
public abstract class ProblemJsonMapper implements ErrorMapper {
    private final Json json;
    private final List<String> basePaths;

    protected ProblemJsonMapper(Json json, String... basePaths) {
        this.json = json;
        this.basePaths = List.of(basePaths);
    }

    @Override
    public final boolean answersFor(String rawPath) {
        return basePaths.stream()
                .anyMatch(path ->
                        path.endsWith("/")
                                ? rawPath.startsWith(path)
                                : rawPath.equals(path) || rawPath.startsWith(path + "/"));
    }

    @Override
    public Response of(Problem problem, String requestId) {
        return switch (problem) {
            case Problem.Unauthorized p ->
                    answer(401, "Unauthorized", p, requestId, Map.of("WWW-Authenticate", "Bearer"));
            case Problem.Forbidden p -> answer(403, "Forbidden", p, requestId, Map.of());
            case Problem.Foreign p -> of(p.unknown(), requestId);
            case Problem.NotFound p -> answer(404, "Not Found", p, requestId, Map.of());
            case Problem.Invalid p -> answer(400, "Bad Request", p, requestId, Map.of());
            case Problem.Unproven p -> answer(400, "Bad Request", p, requestId, Map.of());
            case Problem.AlreadyExists p -> answer(409, "Conflict", p, requestId, Map.of());
            case Problem.PreconditionFailed p ->
                    answer(412, "Precondition failed", p, requestId, Map.of());
            case Problem.InUse p -> answer(409, "Conflict", p, requestId, Map.of());
            case Problem.TierRequired p -> answer(403, "Forbidden", p, requestId, Map.of());
            case Problem.MigrationInProgress p -> answer(409, "Conflict", p, requestId, Map.of());
            case Problem.NotCancellable p -> answer(409, "Conflict", p, requestId, Map.of());
            case Problem.Busy p ->
                    answer(409, "Conflict", p, requestId, Map.of("Retry-After", "1"));
            case Problem.RateLimited p ->
                    answer(429, "Too Many Requests", p, requestId, RateLimitHeaders.of(p));
            case Problem.QuotaExceeded p ->
                    answer(413, "Content Too Large", p, requestId, Map.of());
            case Problem.TooLarge p -> answer(413, "Content Too Large", p, requestId, Map.of());
            case Problem.UnsupportedType p ->
                    answer(415, "Unsupported Media Type", p, requestId, Map.of());
            case Problem.RangeNotSatisfiable p ->
                    answer(
                            416,
                            "Range Not Satisfiable",
                            p,
                            requestId,
                            Map.of("Content-Range", "bytes */" + p.size()));
            case Problem.Incomplete p ->
                    answer(408, "Request Timeout", p, requestId, Map.of("Connection", "close"));
            case Problem.Unavailable p ->
                    answer(
                            503,
                            "Service Unavailable",
                            p,
                            requestId,
                            Map.of("Retry-After", String.valueOf(p.retryAfterSeconds())));
            case Problem.Archived p -> answer(409, "Conflict", p, requestId, Map.of());
            case Problem.Full p ->
                    answer(507, "Insufficient Storage", p, requestId, Map.of("Retry-After", "60"));
        };
    }

    @Override
    public Response of(Refusal refusal, String requestId) {
        return problem(
                refusal.status(),
                refusal.title(),
                refusal.message(),
                requestId,
                Map.of(),
                refusal.headers());
    }

    @Override
    public Response internal(String requestId) {
        return problem(
                500,
                "Internal Server Error",
                "This is our fault. Tell the operator the request id " + requestId + ".",
                requestId,
                Map.of(),
                Map.of());
    }

    /** The field of requests that holds what tells of a place. */
    protected String placeField() {
        return "settings";
    }

    private Response answer(
            int status,
            String title,
            Problem problem,
            String requestId,
            Map<String, String> headers) {
        Map<String, Object> more = new LinkedHashMap<>();
        if (problem instanceof Problem.Invalid invalid) {
            more.put("errors", byField(invalid.fields()));
        } else if (problem instanceof Problem.Unproven unproven) {
            more.put("errors", byField(unproven.failed().stream().map(this::field).toList()));
            more.put("checks", unproven.failed());
        } else if (problem instanceof Problem.AlreadyExists exists) {
            more.put("errors", Map.of(exists.field(), List.of(exists.message())));
        }
        return problem(status, title, problem.message(), requestId, more, headers);
    }

    private Problem.FieldProblem field(Problem.FailedCheck failed) {
        return new Problem.FieldProblem(
                failed.field().isEmpty() ? placeField() : placeField() + "." + failed.field(),
                failed.message());
    }

    private static Map<String, List<String>> byField(List<Problem.FieldProblem> fields) {
        Map<String, List<String>> errors = new LinkedHashMap<>();
        for (Problem.FieldProblem field : fields) {
            errors.merge(
                    field.field(),
                    List.of(field.message()),
                    (a, b) -> Stream.concat(a.stream(), b.stream()).toList());
        }
        return errors;
    }

    private Response problem(
            int status,
            String title,
            String detail,
            String requestId,
            Map<String, Object> more,
            Map<String, String> headers) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "about:blank");
        body.put("title", title);
        body.put("status", status);
        body.put("detail", detail);
        body.put("instance", "urn:storeward:request:" + requestId);
        body.putAll(more);
        return new Response(
                status, "application/problem+json", json.mapper().writeValueAsBytes(body), headers);
    }
}
