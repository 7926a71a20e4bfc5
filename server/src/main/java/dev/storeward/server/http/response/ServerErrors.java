package dev.storeward.server.http.response;

import dev.storeward.core.Problem;
import dev.storeward.server.http.request.RequestIds;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.apache.coyote.BadRequestException;
import org.apache.coyote.http11.Http11InputBuffer;
import org.apache.tomcat.util.http.MimeHeaders;
import org.apache.tomcat.util.res.StringManager;
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

    private static final Problem MALFORMED_BODY =
            Problem.invalid(
                    "body",
                    "Is not well-formed in the chunked transfer encoding: a chunk's size cannot be read, or is not that of its bytes. Nothing was done.");

    private static final Problem UNREADABLE =
            Problem.invalid(
                    "request",
                    "The request line or a header cannot be read: send the path percent-encoded, without NUL, each header in one line with CR LF at its end, and a Host with a name.");

    private static final Problem STOPPING =
            new Problem.Unavailable("This server is stopping. Send the request again.", 5);

    /** What Tomcat says of a request whose head it has no room for. */
    private static final String NO_ROOM =
            StringManager.getManager(Http11InputBuffer.class)
                    .getString("iib.requestheadertoolarge.error");

    private final ErrorMappers errors;

    ServerErrors(ErrorMappers errors) {
        this.errors = errors;
    }

    @Override
    public void invoke(Request request, org.apache.catalina.connector.Response response)
            throws IOException, ServletException {
        // A line that could not be read has no version either, and is answered.
        if (!response.isError() && HeadForm.isWithoutVersion(request.getCoyoteRequest())) {
            response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
            return;
        }
        if (!response.isError()) {
            int tooLong = tooLong(request.getCoyoteRequest());
            if (tooLong > 0) {
                response.sendError(tooLong);
            } else if (!HeadForm.isPlain(request.getCoyoteRequest())) {
                response.sendError(400);
            }
        }
        super.invoke(request, response);
        if (response.isCommitted()
                && request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) != null) {
            response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
        }
    }

    /** 414 or 431 where it is more than is taken, else 0. */
    private static int tooLong(org.apache.coyote.Request request) {
        if (request.requestURI().getLength() + request.queryString().getLength()
                > Refusal.ADDRESS_BYTES) {
            return Refusal.LONG_ADDRESS.status();
        }
        MimeHeaders headers = request.getMimeHeaders();
        long length = 0;
        for (int i = 0; i < headers.size(); i++) {
            length += headers.getName(i).getLength() + headers.getValue(i).getLength() + 4;
        }
        return length > Refusal.HEADER_BYTES ? Refusal.LONG_HEADERS.status() : 0;
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
        String requestId = RequestIds.of(request);
        write(response, answer(door(request), request, status, throwable, requestId), requestId);
    }

    /** The door whose path was asked. */
    private ErrorMapper door(Request request) {
        String raw =
                request.getRequestURI() == null
                        ? String.valueOf(request.getDecodedRequestURI())
                        : request.getRequestURI();
        return errors.of(raw);
    }

    private static Response answer(
            ErrorMapper door,
            Request request,
            int status,
            @Nullable Throwable throwable,
            String requestId) {
        return switch (status) {
            case 404 ->
                    door.of(new Problem.NotFound("There is nothing at this address."), requestId);
            case 405 -> door.of(Refusal.TRACE, requestId);
            case 414 -> door.of(Refusal.LONG_ADDRESS, requestId);
            case 417 -> door.of(Refusal.EXPECTATION, requestId);
            case 431 -> door.of(Refusal.LONG_HEADERS, requestId);
            case 501 ->
                    door.of(
                            request.getMethod().equals("CONNECT")
                                    ? Refusal.TUNNEL
                                    : Refusal.ENCODING,
                            requestId);
            case 503 -> door.of(STOPPING, requestId);
            case 505 -> door.of(Refusal.VERSION, requestId);
            default ->
                    status >= 500
                            ? door.internal(requestId)
                            : unreadable(door, request, throwable, requestId);
        };
    }

    private static Response unreadable(
            ErrorMapper door, Request request, @Nullable Throwable throwable, String requestId) {
        if (throwable instanceof ClientAbortException) {
            return door.of(INCOMPLETE, requestId);
        }
        if (throwable instanceof BadRequestException) {
            return door.of(MALFORMED_BODY, requestId);
        }
        if (throwable instanceof IOException) {
            return door.of(INCOMPLETE, requestId);
        }
        if (throwable != null && NO_ROOM.equals(throwable.getMessage())) {
            boolean inAddress = request.getCoyoteRequest().requestURI().isNull();
            return door.of(inAddress ? Refusal.LONG_ADDRESS : Refusal.LONG_HEADERS, requestId);
        }
        return door.of(UNREADABLE, requestId);
    }

    private static void write(
            org.apache.catalina.connector.Response response, Response answer, String requestId) {
        try {
            response.setHeader(RequestIds.HEADER, requestId);
            DefaultHeaders.setOn(response);
            answer.write(response);
            response.finishResponse();
        } catch (IOException e) {
            // The client is gone; there is nobody left to tell.
        }
    }
}
