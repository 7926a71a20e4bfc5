package dev.storeward.store.azure;

import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The URLs of accounts' blob services. In the cloud the account is the first label of the host; in
 * emulators and appliances, which are told by an address or an explicit port, it is the first
 * segment of the path.
 */
final class Endpoint {
    private static final String PUBLIC = ".blob.core.windows.net";
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[.*]");

    /** Other services of an account, which hold the same objects but speak another protocol. */
    private static final Pattern OTHER_SERVICE =
            Pattern.compile("[^.]+\\.(?:dfs|file|queue|table|web)\\.(?:core|storage)\\..*");

    private Endpoint() {}

    /**
     * The blob service of an account.
     *
     * @param text as people write it; empty for the public cloud
     * @throws StoreException {@code INVALID} when it is no URL of this account's service
     */
    static URI of(String text, String account) {
        if (text.isEmpty()) {
            return URI.create("https://" + account + PUBLIC);
        }
        URI given = parsed(text.contains("://") ? text : "https://" + text);
        String host = given.getHost().toLowerCase(Locale.ROOT);
        String path = Optional.ofNullable(given.getRawPath()).orElse("");
        boolean pathNamesAccount = path.equals("/" + account) || path.equals("/" + account + "/");
        if (!pathNamesAccount && !path.isEmpty() && !path.equals("/")) {
            throw invalid(
                    "The endpoint is https:// and a host, with nothing behind it but a port or the"
                            + " account.");
        }
        if (OTHER_SERVICE.matcher(host).matches()) {
            throw invalid(
                    "The endpoint is that of another service of the account: use the blob"
                            + " service's, "
                            + account
                            + PUBLIC
                            + ".");
        }
        if (host.endsWith(PUBLIC) && !host.equals(account + PUBLIC)) {
            throw invalid(
                    "The endpoint is another account's than " + account + ": leave it empty.");
        }
        return pathNamesAccount || standsInPath(given)
                ? inPath(given, account)
                : build(given, port(given), "");
    }

    /** The service of an account that stands in the path. */
    static URI inPath(URI endpoint, String account) {
        // The SDK takes the path's first segment for the account only behind a port.
        int port = endpoint.getPort() == -1 ? usualPort(endpoint) : endpoint.getPort();
        return build(endpoint, port, "/" + account);
    }

    static boolean publicCloud(URI service) {
        return service.getHost().endsWith(PUBLIC);
    }

    private static boolean standsInPath(URI given) {
        return port(given) != -1
                || ADDRESS.matcher(given.getHost()).matches()
                || !given.getHost().contains(".");
    }

    private static URI parsed(String text) {
        try {
            URI given = new URI(text);
            String scheme = String.valueOf(given.getScheme()).toLowerCase(Locale.ROOT);
            if (given.getHost() == null
                    || given.getRawUserInfo() != null
                    || given.getRawQuery() != null
                    || given.getRawFragment() != null
                    || !(scheme.equals("https") || scheme.equals("http"))) {
                throw invalid(
                        "The endpoint is https:// and a host, without a user, a ? or a #; a shared"
                                + " access signature is not supported.");
            }
            return given;
        } catch (URISyntaxException e) {
            throw invalid("The endpoint is not a URL.");
        }
    }

    private static int port(URI given) {
        return given.getPort() == usualPort(given) ? -1 : given.getPort();
    }

    private static int usualPort(URI given) {
        return given.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    private static URI build(URI given, int port, String path) {
        String host = given.getHost().toLowerCase(Locale.ROOT);
        try {
            return new URI(
                    given.getScheme().toLowerCase(Locale.ROOT),
                    null,
                    host.endsWith(".") ? host.substring(0, host.length() - 1) : host,
                    port,
                    path.isEmpty() ? null : path,
                    null,
                    null);
        } catch (URISyntaxException e) {
            throw invalid("The endpoint is not a URL.");
        }
    }

    private static StoreException invalid(String message) {
        return new StoreException(Code.INVALID, message);
    }
}
