package dev.storeward.core.upload.resumable;

import dev.storeward.core.db.Tx;
import dev.storeward.core.job.Pause;
import dev.storeward.core.job.RetryLater;
import dev.storeward.core.quota.Quotas;
import dev.storeward.core.upload.body.Admission;
import dev.storeward.core.upload.body.CategoryRules;
import dev.storeward.core.upload.body.PartPool;
import dev.storeward.core.upload.session.OrderedPieces;
import dev.storeward.core.upload.session.SessionCompletion;
import dev.storeward.core.upload.session.UploadSessions;
import java.time.InstantSource;

/**
 * What the parts of the work on resumable uploads share.
 *
 * @param pause between two looks at who writes to an upload
 */
public record ResumableGround(
        Tx tx,
        RetryLater retryLater,
        Quotas quotas,
        CategoryRules rules,
        Admission admission,
        PartPool pool,
        OfSessions of,
        InstantSource clock,
        Pause pause) {
    /** Of uploads in several requests, whatever their kind. */
    public record OfSessions(
            UploadSessions sessions, OrderedPieces pieces, SessionCompletion completion) {}
}
