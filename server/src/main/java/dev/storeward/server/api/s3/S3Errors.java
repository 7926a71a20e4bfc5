package dev.storeward.server.api.s3;

import dev.storeward.core.Problem;
import dev.storeward.server.http.response.ErrorMapper;
import dev.storeward.server.http.response.Refusal;
import dev.storeward.server.http.response.Response;
import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.server.s3.xml.XmlWriter;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;

/** How the S3 door words its errors: S3's document with S3's codes. */
public final class S3Errors implements ErrorMapper {
    static final String BASE = "/s3";
    private static final String XML = "application/xml";
    private static final String RETRY_AFTER = "Retry-After";
    private static final String SOON = "1";
    private static final String LATER = "60";

    @Override
    public boolean answersFor(String rawPath) {
        return rawPath.equals(BASE) || rawPath.startsWith(BASE + "/");
    }

    /** The answer to a request that S3 would refuse too. */
    public Response of(S3Exception refused, String requestId) {
        return answer(refused.code(), refused.message(), refused.details(), requestId, Map.of());
    }

    @Override
    public Response of(Problem problem, String requestId) {
        return switch (problem) {
            case Problem.Unauthorized p -> answer(S3Code.ACCESS_DENIED, p, requestId);
            case Problem.Forbidden p -> answer(S3Code.ACCESS_DENIED, p, requestId);
            case Problem.Foreign p -> of(p.unknown(), requestId);
            case Problem.NotFound p -> answer(S3Code.NO_SUCH_KEY, p, requestId);
            case Problem.Invalid p -> answer(S3Code.INVALID_ARGUMENT, p, requestId);
            case Problem.Unproven p -> answer(S3Code.INVALID_REQUEST, p, requestId);
            case Problem.AlreadyExists p -> answer(S3Code.OPERATION_ABORTED, p, requestId);
            case Problem.PreconditionFailed p -> answer(S3Code.PRECONDITION_FAILED, p, requestId);
            case Problem.InUse p -> answer(S3Code.OPERATION_ABORTED, p, requestId);
            case Problem.TierRequired p -> answer(S3Code.ACCESS_DENIED, p, requestId);
            case Problem.MigrationInProgress p -> answer(S3Code.OPERATION_ABORTED, p, requestId);
            case Problem.NotCancellable p -> answer(S3Code.INVALID_REQUEST, p, requestId);
            case Problem.Busy p -> later(S3Code.SLOW_DOWN, p, requestId, SOON);
            case Problem.RateLimited p ->
                    later(S3Code.SLOW_DOWN, p, requestId, String.valueOf(p.retryAfterSeconds()));
            case Problem.QuotaExceeded p -> answer(S3Code.QUOTA_EXCEEDED, p, requestId);
            case Problem.TooLarge p -> answer(S3Code.ENTITY_TOO_LARGE, p, requestId);
            case Problem.UnsupportedType p -> answer(S3Code.INVALID_REQUEST, p, requestId);
            case Problem.RangeNotSatisfiable p ->
                    answer(
                            S3Code.INVALID_RANGE,
                            p.message(),
                            Map.of("ActualObjectSize", String.valueOf(p.size())),
                            requestId,
                            Map.of("Content-Range", "bytes */" + p.size()));
            case Problem.Incomplete p ->
                    answer(
                            S3Code.INCOMPLETE_BODY,
                            p.message(),
                            Map.of(),
                            requestId,
                            Map.of("Connection", "close"));
            case Problem.Unavailable p ->
                    later(
                            S3Code.SERVICE_UNAVAILABLE,
                            p,
                            requestId,
                            String.valueOf(p.retryAfterSeconds()));
            case Problem.Archived p -> answer(S3Code.INVALID_OBJECT_STATE, p, requestId);
            case Problem.Full p -> later(S3Code.SERVICE_UNAVAILABLE, p, requestId, LATER);
        };
    }

    @Override
    public Response of(Refusal refusal, String requestId) {
        S3Code code =
                switch (refusal.status()) {
                    case 405 -> S3Code.METHOD_NOT_ALLOWED;
                    case 501 -> S3Code.NOT_IMPLEMENTED;
                    default -> S3Code.INVALID_REQUEST;
                };
        return document(
                refusal.status(), code, refusal.message(), Map.of(), requestId, refusal.headers());
    }

    @Override
    public Response internal(String requestId) {
        return answer(
                S3Code.INTERNAL_ERROR,
                S3Code.INTERNAL_ERROR.message()
                        + " Tell the operator the request id "
                        + requestId
                        + ".",
                Map.of(),
                requestId,
                Map.of());
    }

    private static Response answer(S3Code code, Problem problem, String requestId) {
        return answer(code, problem.message(), Map.of(), requestId, Map.of());
    }

    private static Response later(S3Code code, Problem problem, String requestId, String seconds) {
        return answer(code, problem.message(), Map.of(), requestId, Map.of(RETRY_AFTER, seconds));
    }

    private static Response answer(
            S3Code code,
            String message,
            Map<String, String> details,
            String requestId,
            Map<String, String> headers) {
        return document(code.status(), code, message, details, requestId, headers);
    }

    private static Response document(
            int status,
            S3Code code,
            String message,
            Map<String, String> details,
            String requestId,
            Map<String, String> headers) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        XmlWriter xml =
                XmlWriter.beginError(bytes)
                        .element("Code", code.text())
                        .element("Message", message);
        details.forEach(xml::element);
        xml.element("RequestId", requestId).finish();
        Map<String, String> all = new HashMap<>(headers);
        all.put(ObjectMapper.REQUEST_ID, requestId);
        return new Response(status, XML, bytes.toByteArray(), all);
    }
}
