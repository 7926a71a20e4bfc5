package dev.storeward.server.http.response;

import dev.storeward.core.Problem;
import dev.storeward.server.http.request.RequestIds;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import org.apache.catalina.connector.Request;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;

/**
 * Words what Tomcat refuses before any door sees it, such as a path with an encoded NUL, in the
 * language of the door whose path was asked. An answer whose body was begun is cut instead, so that
 * nobody takes it for whole.
 */
final class ServerErrors extends ErrorReportValve {
    /** Tomcat notes a body that broke off itself, and lets no door answer any more. */
    private static final Problem INCOMPLETE =
            new Problem.Incomplete(
                    "The body ended, or stood still, before its end. Nothing was done; send the request again.");

    private final List<ErrorMapper> doors;

    ServerErrors(List<ErrorMapper> doors) {
        this.doors = doors;
    }

    @Override
    public void invoke(Request request, org.apache.catalina.connector.Response response)
            throws IOException, ServletException {
        super.invoke(request, response);
        if (response.isCommitted()
                && request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) != null) {
            response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
        }
    }

    @Override
    protected void report(
            Request request,
            org.apache.catalina.connector.Response response,
            @Nullable Throwable throwable) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        String path = String.valueOf(request.getDecodedRequestURI());
        String raw = request.getRequestURI() == null ? path : request.getRequestURI();
        for (ErrorMapper door : doors) {
            if (door.answersFor(raw)) {
                String requestId = RequestIds.of(request);
                boolean ofBody = status < 500 && throwable instanceof IOException;
                write(
                        response,
                        ofBody ? door.of(INCOMPLETE, requestId) : answer(door, status, requestId),
                        requestId);
                return;
            }
        }
    }

    private static Response answer(ErrorMapper door, int status, String requestId) {
        if (status >= 500) {
            return door.internal(requestId);
        }
        return door.of(
                status == 404
                        ? new Problem.NotFound("There is nothing at this address.")
                        : Problem.invalid(
                                "request",
                                "The request line or a header cannot be read: send the path percent-encoded, without NUL."),
                requestId);
    }

    private static void write(
            org.apache.catalina.connector.Response response, Response answer, String requestId) {
        try {
            response.setStatus(answer.status());
            response.setHeader(RequestIds.HEADER, requestId);
            response.setContentType(answer.contentType());
            answer.headers().forEach(response::setHeader);
            response.setContentLength(answer.body().length);
            response.getOutputStream().write(answer.body());
            response.finishResponse();
        } catch (IOException e) {
            // The client is gone; there is nobody left to tell.
        }
    }
}
