package dev.storeward.core.ticket;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Caps;
import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import dev.storeward.core.file.name.FileNames;
import dev.storeward.core.job.RetryLater;
import dev.storeward.core.placement.Placements;
import dev.storeward.core.upload.PromisedUpload;
import dev.storeward.core.upload.Uploads;
import dev.storeward.core.upload.body.SizeEstimate;
import dev.storeward.core.upload.body.UploadBody;
import dev.storeward.core.upload.request.UploadRequest;
import dev.storeward.core.upload.request.UploadedFile;
import dev.storeward.store.Secret;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * Uploads in two steps. A user asks for an address to a backend; whoever has the address uploads
 * one file there in the user's name, once, within an hour. An upload that fails gives the address
 * back. Safe for use by several threads.
 */
public final class UploadTickets {
    private final Tx tx;
    private final Placements placements;
    private final Uploads uploads;
    private final SecureRandom random;
    private final Holder holder;

    /**
     * Who holds the tickets that are being used: this node, and who gives them back later when it
     * cannot now; and how many of a tenant there may be.
     */
    public record Holder(UUID nodeId, RetryLater retryLater, Caps caps) {}

    public UploadTickets(
            Tx tx, Placements placements, Uploads uploads, SecureRandom random, Holder holder) {
        this.tx = tx;
        this.placements = placements;
        this.uploads = uploads;
        this.random = random;
        this.holder = holder;
    }

    /**
     * A promise of a file.
     *
     * @param fileId the file's id, once its bytes have come
     * @param token what the upload's address ends with
     */
    public record Ticket(UUID fileId, Secret token) {}

    /**
     * What comes to an address.
     *
     * @param sha256 what the bytes must hash to, in hexadecimal; empty where nothing was said
     */
    public record Sent(SizeEstimate size, String sha256, UploadBody body) {}

    /** A file that came. */
    public record Stored(UUID fileId, UploadedFile file) {}

    /**
     * Promises a place for one file.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} for the name, {@code NotFound}
     *     when no active backend has this key; {@code InUse} when too many wait for their files
     */
    public Ticket issue(Caller caller, String storageKey, String fileName) {
        String name = FileNames.checkedName("file_name", fileName);
        UUID backendId =
                placements
                        .named(caller, storageKey)
                        .orElseThrow(() ->
                                new Problem.NotFound(
                                                "There is no storage configuration of this key"
                                                        + " that takes new files. Ask a supervisor"
                                                        + " which there are.")
                                        .asException());
        UUID tenantId = caller.requireTenant().id();
        TicketToken token = TicketToken.random(tenantId, Ids.next(), random);
        tx.forTenant(tenantId)
                .run(sql -> {
                    Caps.require(
                            caller,
                            holder.caps().uploadAddresses(),
                            "upload addresses of this tenant that wait for their file",
                            most -> TicketTable.open(sql, tenantId, most));
                    TicketTable.insert(sql, new TicketTable.NewRow(caller, token, backendId, name));
                });
        return new Ticket(token.id(), token.text());
    }

    /**
     * The tenant that an address says to be of; what comes there is not stored for it before the
     * address is proven.
     *
     * @throws dev.storeward.core.ProblemException {@code Forbidden} when it can be none of ours
     */
    public static UUID tenantOf(String sentToken) {
        return TicketToken.parse(sentToken).tenantId();
    }

    /**
     * Stores what comes to an address.
     *
     * @throws dev.storeward.core.ProblemException {@code Forbidden} when the address is none, has
     *     expired or was revoked, or its user was disabled; {@code AlreadyExists} when it was used;
     *     {@code Busy} while another upload to it is under way; {@code NotFound} when its backend
     *     takes no files any more; and as {@link Uploads#upload}
     */
    public Stored upload(String sentToken, Sent sent, String requestId) {
        TicketToken token = TicketToken.parse(sentToken);
        UUID claim = UUID.randomUUID();
        Tx.Scope scope = tx.forTenant(token.tenantId());
        TicketTable.Found ticket = scope.transaction(sql -> claim(sql, token, claim, requestId));
        try {
            UploadedFile file =
                    uploads.upload(
                            ticket.caller(),
                            new PromisedUpload(
                                    token.id(),
                                    ticket.backendId(),
                                    (sql, stored) -> use(sql, token, claim)),
                            new UploadRequest(
                                    ticket.fileName(),
                                    "",
                                    "",
                                    UploadRequest.PlacementHint.NONE,
                                    sent.size(),
                                    sent.sha256(),
                                    ""),
                            sent.body());
            return new Stored(token.id(), file);
        } catch (RuntimeException | Error e) {
            holder.retryLater()
                    .nowOrLater(() -> scope.run(sql -> TicketTable.release(sql, token, claim)));
            if (e instanceof ProblemException problem
                    && problem.problem() instanceof Problem.Unauthorized) {
                // Who sends the bytes was asked for no key.
                throw revoked().asException(e);
            }
            if (e instanceof DatabaseException database
                    && database.constraint().equals("file_pkey")) {
                throw used(token.id()).asException(e);
            }
            throw e;
        }
    }

    private TicketTable.Found claim(Sql sql, TicketToken token, UUID claim, String requestId) {
        TicketTable.Found ticket =
                TicketTable.lock(sql, token, requestId)
                        .filter(found -> token.provedBy(found.tokenSha256()))
                        .orElseThrow(() -> TicketToken.refused().asException());
        if (ticket.used()) {
            throw used(token.id()).asException();
        }
        if (ticket.claimed()) {
            throw underWay().asException();
        }
        if (ticket.expired()) {
            throw new Problem.Forbidden(
                            "This upload address has expired: it takes its file within an hour. Ask"
                                    + " for a new one.")
                    .asException();
        }
        if (ticket.userDisabled()) {
            throw new Problem.Forbidden("The user who asked for this upload was disabled.")
                    .asException();
        }
        if (ticket.revoked()) {
            throw revoked().asException();
        }
        TicketTable.claim(sql, token, claim, holder.nodeId());
        return ticket;
    }

    private static void use(Sql sql, TicketToken token, UUID claim) {
        if (!TicketTable.use(sql, token, claim)) {
            throw underWay().asException();
        }
    }

    private static Problem used(UUID fileId) {
        return new Problem.AlreadyExists(
                "upload_url",
                "This upload address has taken its file, whose id is "
                        + fileId
                        + ". Ask for a new one to store another.");
    }

    private static Problem revoked() {
        return new Problem.Forbidden(
                "This upload address was revoked, or the key it was asked for with. Ask for a new one.");
    }

    private static Problem underWay() {
        return new Problem.Busy("Another upload to this address is under way.");
    }

    /** Forgets expired tickets; answers how many. For the recurring work. */
    public int purge() {
        return tx.forSystem().statement(TicketTable::purge);
    }
}
