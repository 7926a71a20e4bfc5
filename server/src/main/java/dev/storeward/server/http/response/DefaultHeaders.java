package dev.storeward.server.http.response;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/**
 * What every answer says that does not say otherwise: nobody keeps it, it depends on who asks and
 * by which page, and its type is the one it names.
 */
public final class DefaultHeaders implements Filter {
    private static final Map<String, String> HEADERS =
            Map.of(
                    "Cache-Control",
                    "no-store",
                    "Vary",
                    "Authorization, X-API-Key, X-Avala-Api-Key, X-Tenant, Origin",
                    "X-Content-Type-Options",
                    "nosniff");

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        setOn((HttpServletResponse) response);
        chain.doFilter(request, response);
    }

    /** Also in place of what an answer said that is not sent after all. */
    static void setOn(HttpServletResponse response) {
        HEADERS.forEach(response::setHeader);
    }
}
