package dev.storeward.server.http.request;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.web.util.UriUtils;

/**
 * Where clients reach this server: what the operator says, else what a trusted proxy says, else
 * what the request itself says.
 */
public final class PublicUrl {
    private static final Pattern HOST =
            Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{1,5})?");
    private static final int HIGHEST_PORT = 65_535;

    private final String configured;
    private final TrustedProxies proxies;

    /**
     * Reads the URL once.
     *
     * @param configured empty when the operator set none
     */
    public PublicUrl(String configured, TrustedProxies proxies) {
        this.configured =
                configured.endsWith("/")
                        ? configured.substring(0, configured.length() - 1)
                        : configured;
        this.proxies = proxies;
    }

    /** The address of a link. */
    public String ofLink(HttpServletRequest request, String token) {
        return of(request) + "/links/" + token;
    }

    /**
     * The address of a file that is told by its name.
     *
     * @param home the path that names of files stand behind, with a slash at its end
     * @param endings of paths below it that lead elsewhere than to a file
     */
    public String ofFile(
            HttpServletRequest request, String home, String name, List<String> endings) {
        String encoded = UriUtils.encode(name, StandardCharsets.UTF_8);
        return of(request)
                + home
                + (needsItsSlashes(name, endings) ? encoded : encoded.replace("%2F", "/"));
    }

    /** Whether programs would take a plain path for another one than it is. */
    private static boolean needsItsSlashes(String name, List<String> endings) {
        return Arrays.stream(name.split("/", -1))
                        .anyMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."))
                || endings.stream().anyMatch(name::endsWith);
    }

    /** The base without a slash at its end. */
    public String of(HttpServletRequest request) {
        return configured.isEmpty() ? asAsked(request) : configured;
    }

    /** The host that a request was sent to, as its client knows it. */
    public String asAsked(HttpServletRequest request) {
        String scheme =
                proxies.scheme(request)
                        .filter(said -> said.equals("https") || said.equals("http"))
                        .orElseGet(request::getScheme);
        String host =
                proxies.host(request).filter(PublicUrl::isHost).orElseGet(() -> asked(request));
        return scheme + "://" + withoutUsualPort(scheme, host);
    }

    private static boolean isHost(String host) {
        if (!HOST.matcher(host).matches()) {
            return false;
        }
        int port = host.lastIndexOf(':');
        return port <= host.lastIndexOf(']')
                || Integer.parseInt(host.substring(port + 1)) <= HIGHEST_PORT;
    }

    private static String asked(HttpServletRequest request) {
        int port = request.getServerPort();
        String host = request.getServerName();
        return port <= 0 ? host : withoutUsualPort(request.getScheme(), host + ":" + port);
    }

    private static String withoutUsualPort(String scheme, String host) {
        String usual = scheme.equals("https") ? ":443" : ":80";
        return host.endsWith(usual) ? host.substring(0, host.length() - usual.length()) : host;
    }
}
