package dev.storeward.server.http;

import jakarta.servlet.http.HttpServletRequest;

/** Where clients reach this server: what the operator says, else what the request itself says. */
public final class PublicUrl {
    private final String configured;

    /**
     * @param configured empty when the operator set none
     */
    public PublicUrl(String configured) {
        this.configured =
                configured.endsWith("/")
                        ? configured.substring(0, configured.length() - 1)
                        : configured;
    }

    /** The base without a slash at its end. */
    public String of(HttpServletRequest request) {
        if (!configured.isEmpty()) {
            return configured;
        }
        String scheme = request.getScheme();
        int port = request.getServerPort();
        boolean usual =
                port <= 0
                        || (scheme.equals("https") && port == 443)
                        || (scheme.equals("http") && port == 80);
        return scheme + "://" + request.getServerName() + (usual ? "" : ":" + port);
    }

    /** The address of a link. */
    public String ofLink(HttpServletRequest request, String token) {
        return of(request) + "/links/" + token;
    }
}
