package dev.storeward.server.http;

import java.util.HashMap;
import java.util.Map;
import org.springframework.web.servlet.function.ServerResponse;

/** A short answer with a body in memory. */
public record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
    public Answer {
        headers = Map.copyOf(headers);
    }

    /** An answer without a body. */
    public static Answer empty(int status) {
        return new Answer(status, "", new byte[0], Map.of());
    }

    /** This answer in the form the router wants. */
    public ServerResponse toResponse() {
        Map<String, String> all = new HashMap<>(headers);
        if (!contentType.isEmpty()) {
            all.put("Content-Type", contentType);
            all.put("Content-Length", String.valueOf(body.length));
        }
        return new WrittenResponse(status, all, response -> response.getOutputStream().write(body));
    }
}
