package dev.storeward.store.gcs;

import com.fasterxml.jackson.core.JacksonException;
import com.google.gson.JsonParseException;
import com.google.gson.stream.MalformedJsonException;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;

/** What a connection that failed means. */
final class Connections {
    private static final int DEEPEST = 20;

    private Connections() {}

    /**
     * The failure of one link in a chain of causes, or empty where another link must tell.
     *
     * @param who begins the sentence
     */
    static Optional<StoreException> failure(Throwable at, String who, Throwable failure) {
        return switch (at) {
            case UnknownHostException _ ->
                    unreachable(
                            Reason.NAME_UNRESOLVED,
                            who,
                            "has a name that does not resolve",
                            failure);
            case ConnectTimeoutException _ ->
                    unreachable(
                            Reason.CONNECT_TIMEOUT,
                            who,
                            "does not take connections in time",
                            failure);
            case ConnectException _, NoRouteToHostException _ ->
                    unreachable(Reason.CONNECTION_REFUSED, who, "refuses connections", failure);
            case SocketTimeoutException _ ->
                    unreachable(Reason.SILENT, who, "did not answer in time", failure);
            case SSLException tls -> unreachable(tls(tls), who, "did not agree on TLS", failure);
            case JacksonException _, JsonParseException _, MalformedJsonException _ ->
                    Optional.of(
                            new StoreException(
                                    Code.UNKNOWN,
                                    Reason.NOT_A_STORE,
                                    who + " answered with what is no answer of its API.",
                                    failure));
            case IOException _ when at.getCause() == null ->
                    unreachable(Reason.BROKEN, who, "broke the connection", failure);
            default -> Optional.empty();
        };
    }

    private static Reason tls(SSLException failure) {
        if (failure instanceof SSLPeerUnverifiedException) {
            return Reason.TLS_NAME_MISMATCH;
        }
        int depth = 0;
        for (Throwable at = failure; at != null && depth++ < DEEPEST; at = at.getCause()) {
            if (at instanceof CertificateExpiredException) {
                return Reason.TLS_EXPIRED;
            }
            if (at instanceof CertPathValidatorException
                    || at instanceof java.security.cert.CertPathBuilderException) {
                return Reason.TLS_UNTRUSTED;
            }
        }
        return Reason.TLS_FAILED;
    }

    private static Optional<StoreException> unreachable(
            Reason reason, String who, String what, Throwable failure) {
        return Optional.of(
                new StoreException(Code.UNREACHABLE, reason, who + " " + what + ".", failure));
    }
}
