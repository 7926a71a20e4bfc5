package dev.storeward.core.user;

import dev.storeward.core.access.Caller;
import java.util.UUID;

/**
 * What can be done with the files of a user who goes. Both may take long, hold no transaction from
 * one file to the next, and go on where they stopped when called again.
 */
public interface FilesOfUser {

    /**
     * Takes back the uploads of a user that are under way. One that was let in before and has made
     * its file visible by then is not among them; none becomes visible afterwards.
     */
    void endUploads(UUID userId);

    /** Deletes every file of the user and releases its quota. */
    void delete(Caller caller, UUID tenantId, UUID userId);

    /** Gives every file of one user to another of the same tenant. */
    void transfer(Caller caller, UUID tenantId, UUID fromUserId, UUID toUserId);
}
