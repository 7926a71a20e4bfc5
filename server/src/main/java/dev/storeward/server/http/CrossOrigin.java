package dev.storeward.server.http;

import dev.storeward.server.http.origin.CallerOrigin;
import dev.storeward.server.http.origin.PageOrigins;
import dev.storeward.server.http.request.RawPath;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Notes which page a request was sent by, at the addresses that pages of other origins may use.
 * Whether that page may read the answer is decided where the caller becomes known; cookies and
 * other credentials of the browser are never asked for.
 */
public final class CrossOrigin implements Filter {
    private final PageOrigins origins;
    private final List<String> homes;

    /**
     * @param homes paths that pages of other origins may use, with all below them
     */
    public CrossOrigin(PageOrigins origins, List<String> homes) {
        this.origins = origins;
        this.homes = List.copyOf(homes);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest asked = (HttpServletRequest) request;
        origin(asked)
                .ifPresent(sent ->
                        CallerOrigin.begin(asked, (HttpServletResponse) response, origins, sent));
        chain.doFilter(request, response);
    }

    /** The one origin of a request to these addresses. */
    Optional<String> origin(HttpServletRequest asked) {
        List<String> sent = Collections.list(asked.getHeaders("Origin"));
        return sent.size() == 1 && isHere(RawPath.of(asked))
                ? Optional.of(sent.getFirst())
                : Optional.empty();
    }

    private boolean isHere(String path) {
        return homes.stream().anyMatch(home -> path.equals(home) || path.startsWith(home + "/"));
    }
}
