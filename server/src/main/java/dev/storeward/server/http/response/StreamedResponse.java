package dev.storeward.server.http.response;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * A response that nothing but its writer adds to. The framework's own would evaluate conditions
 * again after a bucket was opened, and would answer a failure in the middle of a body with an
 * error's text in that body; here a failure once the body has begun leaves it cut.
 */
public final class StreamedResponse implements ServerResponse {
    private final int status;
    private final Map<String, String> headers;
    private final Writer writer;
    private final ErrorMapper errors;

    /** Writes the body; called once. */
    public interface Writer {
        void write(HttpServletResponse response) throws IOException;
    }

    /**
     * Describes a response.
     *
     * @param errors word what goes wrong before a byte has left
     */
    public StreamedResponse(
            int status, Map<String, String> headers, ErrorMapper errors, Writer writer) {
        this.status = status;
        this.headers = headers;
        this.errors = errors;
        this.writer = writer;
    }

    @Override
    public HttpStatusCode statusCode() {
        return HttpStatusCode.valueOf(status);
    }

    @Override
    public HttpHeaders headers() {
        HttpHeaders all = new HttpHeaders();
        headers.forEach(all::set);
        return all;
    }

    @Override
    public MultiValueMap<String, Cookie> cookies() {
        return new LinkedMultiValueMap<>();
    }

    @Override
    public @Nullable ModelAndView writeTo(
            HttpServletRequest request, HttpServletResponse response, Context context)
            throws ServletException, IOException {
        response.setStatus(status);
        headers.forEach(response::setHeader);
        if (request.getMethod().equals("HEAD")) {
            return null;
        }
        try {
            writer.write(response);
            return null;
        } catch (IOException | RuntimeException e) {
            return Problems.answer(errors, e, request).writeTo(request, response, context);
        }
    }
}
