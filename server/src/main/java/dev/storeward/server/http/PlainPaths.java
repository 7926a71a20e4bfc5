package dev.storeward.server.http;

import dev.storeward.core.Problem;
import dev.storeward.server.http.request.RawPath;
import dev.storeward.server.http.request.RequestIds;
import dev.storeward.server.http.response.ErrorMappers;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/**
 * Refuses a second spelling of an address: parameters behind a semicolon, and percent-encoded
 * characters that need no encoding. The router would take {@code /%6detrics} and {@code /metrics;x}
 * for {@code /metrics}, but the rule of a proxy in front would not. Names of files are values and
 * may be spelled as anybody likes.
 */
public final class PlainPaths implements Filter {
    private static final Problem SPELLING =
            Problem.invalid(
                    "path",
                    "Must be spelled as it is documented: no semicolon in it, and letters, digits, '-', '.', '_' and '~' as they are.");

    private final List<String> names;
    private final ErrorMappers errors;

    /**
     * @param names what paths begin with that end with a file's name
     */
    public PlainPaths(List<String> names, ErrorMappers errors) {
        this.names = List.copyOf(names);
        this.errors = errors;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest asked = (HttpServletRequest) request;
        String path = RawPath.of(asked);
        if (names.stream().anyMatch(path::startsWith) || isPlain(path)) {
            chain.doFilter(request, response);
            return;
        }
        errors.of(path).of(SPELLING, RequestIds.of(asked)).write((HttpServletResponse) response);
    }

    static boolean isPlain(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == ';' || (c == '%' && i + 2 < path.length() && isUnreserved(path, i + 1))) {
                return false;
            }
        }
        return true;
    }

    /** Whether two hexadecimal digits stand for what RFC 3986 has unencoded everywhere. */
    private static boolean isUnreserved(String path, int at) {
        int high = Character.digit(path.charAt(at), 16);
        int low = Character.digit(path.charAt(at + 1), 16);
        if (high < 0 || low < 0) {
            return false;
        }
        char c = (char) (high << 4 | low);
        return c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
    }
}
