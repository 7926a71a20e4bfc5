package dev.storeward.server.s3;

import dev.storeward.server.http.request.PublicUrl;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.util.Locale;

/**
 * Leads requests that come to the S3 door's own domain to its path: those to the domain itself name
 * the bucket in their path, those to a name below it in their host. Who is asked about the path
 * afterwards sees one and the same; the signature is over the one that was sent.
 */
public final class S3Hosts implements Filter {
    private static final String SENT = S3Hosts.class.getName();

    private final String base;
    private final String domain;

    /**
     * @param base the path of the door, without a slash at its end
     * @param domain in lower case; empty when it has none of its own
     */
    public S3Hosts(String base, String domain) {
        this.base = base;
        this.domain = domain;
    }

    /** The path that a request was sent to, as it was sent. */
    public static String sentPath(HttpServletRequest request) {
        return request.getAttribute(SENT) instanceof String sent ? sent : request.getRequestURI();
    }

    /**
     * The address that a request was sent to, as its client knows it: at the server's own, or at
     * the host of the S3 door's domain that was asked.
     */
    public static String sentUrl(HttpServletRequest request, PublicUrl publicUrl) {
        return request.getAttribute(SENT) instanceof String path
                ? publicUrl.asAsked(request) + path
                : publicUrl.of(request) + request.getRequestURI();
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest asked = (HttpServletRequest) request;
        String host = domain.isEmpty() ? "" : asked.getServerName().toLowerCase(Locale.ROOT);
        if (!host.isEmpty() && (host.equals(domain) || host.endsWith("." + domain))) {
            String path = asked.getRequestURI();
            asked.setAttribute(SENT, path);
            String bucket = host.substring(0, Math.max(0, host.length() - domain.length() - 1));
            chain.doFilter(
                    led(asked, base + (bucket.isEmpty() ? "" : "/" + bucket) + path), response);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static HttpServletRequest led(HttpServletRequest asked, String path) {
        return new HttpServletRequestWrapper(asked) {
            @Override
            public String getRequestURI() {
                return path;
            }

            @Override
            public String getServletPath() {
                return path;
            }
        };
    }
}
