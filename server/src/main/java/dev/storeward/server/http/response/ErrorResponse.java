package dev.storeward.server.http.response;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.db.DatabaseLog;
import dev.storeward.core.log.RepeatedLog;
import dev.storeward.server.http.origin.CallerOrigin;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.coyote.CloseNowException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.util.MultiValueMap;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * What a request that failed is answered, decided when it is written: an error where no byte of
 * another answer has left, else the end of the connection.
 */
final class ErrorResponse implements ServerResponse {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorResponse.class);

    /** What the answer that failed may have said of its body. */
    private static final List<String> OF_THE_BODY =
            List.of(
                    "Content-Disposition",
                    "Content-Range",
                    "Content-Security-Policy",
                    "Cross-Origin-Resource-Policy",
                    "ETag",
                    "Last-Modified",
                    "Referrer-Policy");

    private final String requestId;
    private final Throwable thrown;
    private final Supplier<ServerResponse> error;

    ErrorResponse(String requestId, Throwable thrown, Supplier<ServerResponse> error) {
        this.requestId = requestId;
        this.thrown = thrown;
        this.error = error;
    }

    @Override
    public @Nullable ModelAndView writeTo(
            HttpServletRequest request, HttpServletResponse response, Context context)
            throws ServletException, IOException {
        if (thrown instanceof ClientAbortException gone) {
            throw gone;
        }
        if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) != null) {
            // The request's body could not be read: the server words that itself.
            // A fault of ours that followed is logged in wording it.
            LOG.debug("Request {} broke off, not {}", requestId, error.get().statusCode());
            return null;
        }
        if (response.isCommitted()) {
            if (!DatabaseLog.took(thrown)) {
                RepeatedLog.ofThisProcess()
                        .warn(
                                LOG,
                                "cut off",
                                "Request " + requestId + " was cut off: " + thrown.getMessage());
            }
            throw new CloseNowException(thrown);
        }
        response.resetBuffer();
        OF_THE_BODY.forEach(name -> response.setHeader(name, null));
        DefaultHeaders.setOn(response);
        if (!isOfTooMany(thrown)) {
            CallerOrigin.refused(request);
        }
        return error.get().writeTo(request, response, context);
    }

    /** Of those a database is asked nothing more. */
    private static boolean isOfTooMany(Throwable thrown) {
        return thrown instanceof ProblemException refused
                && refused.problem() instanceof Problem.RateLimited;
    }

    @Override
    public HttpStatusCode statusCode() {
        return HttpStatus.INTERNAL_SERVER_ERROR;
    }

    @Override
    public HttpHeaders headers() {
        return HttpHeaders.EMPTY;
    }

    @Override
    public MultiValueMap<String, Cookie> cookies() {
        return MultiValueMap.fromSingleValue(java.util.Map.of());
    }
}
