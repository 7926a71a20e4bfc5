package dev.storeward.server.http.response;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.springframework.web.servlet.function.ServerResponse;

/** A short answer with a body in memory. */
public record Response(int status, String contentType, byte[] body, Map<String, String> headers) {
    public Response {
        headers = Map.copyOf(headers);
    }

    /** An answer without a body. */
    public static Response empty(int status) {
        return new Response(status, "", new byte[0], Map.of());
    }

    /** This answer with one more header. */
    public Response with(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new Response(status, contentType, body, more);
    }

    /** Sends this answer, where nothing of another was sent. */
    public void write(HttpServletResponse response) throws IOException {
        response.setStatus(status);
        headers.forEach(response::setHeader);
        if (contentType.isEmpty()) {
            return;
        }
        response.setContentType(contentType);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** This answer in the form the router wants. */
    public ServerResponse toResponse() {
        return new WholeResponse(this);
    }
}
