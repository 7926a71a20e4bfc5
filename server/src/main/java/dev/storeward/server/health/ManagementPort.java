package dev.storeward.server.health;

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
import java.util.OptionalInt;

/**
 * The port that what operators ask is answered at, and nothing else, where the operator set one.
 * Told by the port a connection came in at, not by what the request calls it.
 */
public final class ManagementPort implements Filter {
    private final OptionalInt port;
    private final ErrorMappers errors;

    public ManagementPort(OptionalInt port, ErrorMappers errors) {
        this.port = port;
        this.errors = errors;
    }

    /** Whether a request may be told what only operators may know. */
    boolean answers(HttpServletRequest request) {
        return port.isEmpty() || isHere(request);
    }

    private boolean isHere(HttpServletRequest request) {
        return port.isPresent() && port.getAsInt() == request.getLocalPort();
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest asked = (HttpServletRequest) request;
        if (!isHere(asked) || HealthRoutes.PATHS.contains(RawPath.of(asked))) {
            chain.doFilter(request, response);
            return;
        }
        errors.others()
                .of(
                        new Problem.NotFound(
                                "There is nothing at this address. This port has "
                                        + String.join(", ", HealthRoutes.PATHS)
                                        + " only."),
                        RequestIds.of(asked))
                .write((HttpServletResponse) response);
    }
}
