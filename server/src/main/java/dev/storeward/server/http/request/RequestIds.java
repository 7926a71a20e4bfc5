package dev.storeward.server.http.request;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Gives every request an id, the client's own where it sent a harmless one, and every answer its
 * header.
 */
public final class RequestIds implements Filter {
    public static final String HEADER = "X-Request-Id";
    private static final String ATTRIBUTE = RequestIds.class.getName();
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        ((HttpServletResponse) response).setHeader(HEADER, of((HttpServletRequest) request));
        chain.doFilter(request, response);
    }

    /** The request's id. */
    public static String of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof String known) {
            return known;
        }
        String id =
                SingleHeader.ifClear(request, HEADER)
                        .filter(sent -> HARMLESS.matcher(sent).matches())
                        .orElseGet(RequestIds::made);
        request.setAttribute(ATTRIBUTE, id);
        return id;
    }

    private static String made() {
        return "req_" + Long.toUnsignedString(UUID.randomUUID().getMostSignificantBits(), 36);
    }
}
