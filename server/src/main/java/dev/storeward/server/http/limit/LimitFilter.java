package dev.storeward.server.http.limit;

import dev.storeward.core.ProblemException;
import dev.storeward.server.http.request.RawPath;
import dev.storeward.server.http.request.RequestIds;
import dev.storeward.server.http.response.ErrorMapper;
import dev.storeward.server.http.response.Response;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * Refuses what an address sends too much of, before anything is read of it: links and what needs no
 * key too, but not what watches the server. In the words of the door that was asked.
 */
public final class LimitFilter implements Filter {
    private static final Set<String> WATCHED = Set.of("/healthz", "/readyz", "/metrics");

    private final RateLimits limits;
    private final List<ErrorMapper> doors;
    private final ErrorMapper others;

    /**
     * @param others words what is no door's
     */
    public LimitFilter(RateLimits limits, List<ErrorMapper> doors, ErrorMapper others) {
        this.limits = limits;
        this.doors = List.copyOf(doors);
        this.others = others;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest asked = (HttpServletRequest) request;
        HttpServletResponse answer = (HttpServletResponse) response;
        String path = RawPath.of(asked);
        RateHeaders.begin(asked, answer);
        if (!WATCHED.contains(path)) {
            try {
                limits.arrived(asked);
            } catch (ProblemException e) {
                answer.setHeader(RequestIds.HEADER, RequestIds.of(asked));
                write(door(path).of(e.problem(), RequestIds.of(asked)), answer);
                return;
            }
        }
        chain.doFilter(request, response);
    }

    private ErrorMapper door(String path) {
        return doors.stream().filter(door -> door.answersFor(path)).findFirst().orElse(others);
    }

    private static void write(Response refusal, HttpServletResponse answer) throws IOException {
        answer.setStatus(refusal.status());
        refusal.headers().forEach(answer::setHeader);
        answer.setContentType(refusal.contentType());
        answer.setContentLength(refusal.body().length);
        answer.getOutputStream().write(refusal.body());
    }
}
