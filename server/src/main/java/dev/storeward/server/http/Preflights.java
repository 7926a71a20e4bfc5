package dev.storeward.server.http;

import dev.storeward.server.http.origin.PageOrigins;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Answers browsers that ask whether a page may send a request. They send no key with the question,
 * so it is answered by what the operator or any tenant allows; the request itself is answered by
 * what its own tenant does. An origin that nobody allows is told nothing.
 */
public final class Preflights implements Filter {
    private static final String METHOD = "Access-Control-Request-Method";
    private static final String HEADERS = "Access-Control-Request-Headers";
    private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";
    private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~, -]{1,4000}");

    private final CrossOrigin pages;
    private final PageOrigins origins;

    public Preflights(CrossOrigin pages, PageOrigins origins) {
        this.pages = pages;
        this.origins = origins;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest asked = (HttpServletRequest) request;
        OptionalInt maxAge = maxAge(asked);
        if (maxAge.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        HttpServletResponse answer = (HttpServletResponse) response;
        String origin = pages.origin(asked).orElseThrow();
        answer.setStatus(204);
        answer.setHeader("Access-Control-Allow-Origin", origins.named(origin));
        answer.setHeader("Access-Control-Allow-Methods", METHODS);
        String headers = String.join(", ", Collections.list(asked.getHeaders(HEADERS)));
        if (NAMES.matcher(headers).matches()) {
            answer.setHeader("Access-Control-Allow-Headers", headers);
        }
        answer.setHeader("Access-Control-Max-Age", String.valueOf(maxAge.getAsInt()));
        answer.setHeader("Access-Control-Expose-Headers", null);
        answer.setHeader("Vary", "Origin, " + METHOD + ", " + HEADERS);
    }

    private OptionalInt maxAge(HttpServletRequest asked) {
        if (!asked.getMethod().equals("OPTIONS") || !asked.getHeaders(METHOD).hasMoreElements()) {
            return OptionalInt.empty();
        }
        Optional<String> origin = pages.origin(asked);
        return origin.isEmpty() ? OptionalInt.empty() : origins.maxAge(origin.get());
    }
}
