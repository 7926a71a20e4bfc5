package dev.storeward.server.console.session;

import dev.storeward.core.Problem;
import dev.storeward.core.session.Session;
import dev.storeward.server.http.request.PublicUrl;
import dev.storeward.server.http.request.SingleHeader;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * Tells forms of our own pages from those that other pages have a browser send: by the token that
 * only our pages hold, and by what the browser itself says of the sender.
 */
public final class OwnPages {
    /** The field, and the header of scripts, that hold a session's form token. */
    public static final String FIELD = "form_token";

    public static final String HEADER = "X-Form-Token";

    private final PublicUrl publicUrl;

    public OwnPages(PublicUrl publicUrl) {
        this.publicUrl = publicUrl;
    }

    /**
     * Passes what a page of this session sends.
     *
     * @param sentToken empty when none was sent
     * @throws dev.storeward.core.ProblemException {@code Forbidden}
     */
    public void require(HttpServletRequest request, Session session, String sentToken) {
        requireSender(request);
        if (!session.gave(sentToken)) {
            throw new Problem.Forbidden(
                            "This form is of another session, or was not sent by a page of this"
                                    + " console. Nothing was changed. Load the page anew and send it again.")
                    .asException();
        }
    }

    /**
     * Passes what no page of another site sent, where nobody is signed in yet.
     *
     * @throws dev.storeward.core.ProblemException {@code Forbidden}
     */
    public void requireSender(HttpServletRequest request) {
        boolean ours =
                SingleHeader.of(request, "Sec-Fetch-Site")
                        .map(site -> site.equals("same-origin") || site.equals("none"))
                        .orElseGet(() -> isOrigin(request));
        if (!ours) {
            throw new Problem.Forbidden(
                            "Another site had your browser send this. Nothing was changed.")
                    .asException();
        }
    }

    /** Of browsers that say no more than an origin, and of programs that say nothing. */
    private boolean isOrigin(HttpServletRequest request) {
        Optional<String> origin = SingleHeader.of(request, "Origin");
        return origin.isEmpty()
                || origin.get().equals(publicUrl.asAsked(request))
                || origin.get().equals(publicUrl.of(request));
    }
}
