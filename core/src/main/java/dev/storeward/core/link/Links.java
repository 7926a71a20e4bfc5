package dev.storeward.core.link;

import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.KeyInUse;
import dev.storeward.core.access.LinkGrant;
import dev.storeward.core.file.Files;
import dev.storeward.core.file.ReadableFile;
import dev.storeward.core.file.StoredFile;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Signed links: whoever holds one may read one version of one file until it expires. They die with
 * the file, with the key they were asked for with, and when their user revokes them or is disabled.
 * Safe for use by several threads.
 */
public final class Links {
    /** The longest life of a link. */
    public static final Duration MAX_LIFETIME = Duration.ofDays(7);

    private final LinkKeys keys;
    private final Files files;
    private final InstantSource clock;

    public Links(LinkKeys keys, Files files, InstantSource clock) {
        this.keys = keys;
        this.files = files;
        this.clock = clock;
    }

    /**
     * A link.
     *
     * @param seconds how long it lives from now
     */
    public record Link(String token, Instant expiresAt, long seconds) {}

    /**
     * Signs a link to a file of the caller.
     *
     * @param seconds 1 to 604800
     */
    public Link create(Caller caller, String objectName, long seconds) {
        if (seconds < 1 || seconds > MAX_LIFETIME.toSeconds()) {
            throw Problem.invalid(
                            "expires_seconds",
                            "Must be from 1 to " + MAX_LIFETIME.toSeconds() + ".")
                    .asException();
        }
        return sign(caller, files.get(caller, objectName), Duration.ofSeconds(seconds));
    }

    /**
     * Signs a link to a file the caller was found to own. It ends no later than the caller's key.
     */
    public Link sign(Caller caller, StoredFile file, Duration lifetime) {
        Instant now = clock.instant();
        Instant end = end(caller, now.plus(lifetime));
        LinkKey key = keys.signing();
        return new Link(
                LinkToken.of(key, file, end, LinkGrant.of(caller)).signedBy(key),
                Instant.ofEpochSecond(end.getEpochSecond()),
                Math.max(0, end.getEpochSecond() - now.getEpochSecond()));
    }

    private static Instant end(Caller caller, Instant wanted) {
        KeyInUse key = caller.key();
        Instant ofKey = key == null ? null : key.endsAt();
        return ofKey != null && ofKey.isBefore(wanted) ? ofKey : wanted;
    }

    /**
     * The file a token opens now.
     *
     * @throws dev.storeward.core.ProblemException {@code Forbidden} when the token is not one of
     *     ours or has expired, {@code NotFound} when the file is gone or the link was revoked
     */
    public ReadableFile open(String text) {
        LinkToken.Sent sent = LinkToken.parse(text).orElseThrow(() -> refused());
        LinkToken token = sent.token();
        LinkKey key = keys.byKid(token.kid()).orElseThrow(() -> refused());
        if (!sent.isSignedBy(key)) {
            throw refused();
        }
        if (clock.instant().getEpochSecond() >= token.end()) {
            throw new Problem.Forbidden("This link has expired. Ask for a new one.").asException();
        }
        ReadableFile readable =
                files.readableByLink(token.tenantId(), token.fileId(), token.grant());
        if (!readable.file().contentId().equals(token.contentId())) {
            throw new Problem.NotFound("There is no such file.").asException();
        }
        return readable;
    }

    private static RuntimeException refused() {
        return new Problem.Forbidden("This link is not valid. Ask for a new one.").asException();
    }
}
