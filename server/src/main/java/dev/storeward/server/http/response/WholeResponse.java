package dev.storeward.server.http.response;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * A short answer as the router wants it. The framework's own would add its headers to those every
 * answer has; these take their place.
 */
record WholeResponse(Response response) implements ServerResponse {
    @Override
    public HttpStatusCode statusCode() {
        return HttpStatusCode.valueOf(response.status());
    }

    @Override
    public HttpHeaders headers() {
        HttpHeaders all = new HttpHeaders();
        response.headers().forEach(all::set);
        return all;
    }

    @Override
    public MultiValueMap<String, Cookie> cookies() {
        return new LinkedMultiValueMap<>();
    }

    @Override
    public @Nullable ModelAndView writeTo(
            HttpServletRequest request, HttpServletResponse sent, Context context)
            throws IOException {
        response.write(sent);
        return null;
    }
}
