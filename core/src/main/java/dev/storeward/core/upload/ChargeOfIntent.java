package dev.storeward.core.upload;

import dev.storeward.core.Problem;
import dev.storeward.core.access.Authority;
import dev.storeward.core.access.AuthorityTable;
import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.db.Sql;
import dev.storeward.core.object.ObjectIntent;
import dev.storeward.core.object.ObjectTable;
import dev.storeward.core.quota.Quotas;
import dev.storeward.core.upload.body.RunningCharge;
import java.util.Set;

/** An intent that is charged further and kept alive while its bytes come. */
record ChargeOfIntent(PatientWork work, Quotas quotas, ObjectIntent intent, Authority authority)
        implements RunningCharge.Ledger {

    @Override
    public boolean extend(long bytes) {
        return PatientWork.patiently(
                Set.of(DatabaseException.Kind.BUSY),
                () ->
                        work.inTurn(
                                intent.tenantId(),
                                scope ->
                                        scope.statement(
                                                sql -> ObjectTable.extend(sql, intent, bytes))));
    }

    @Override
    public boolean renew() {
        return work.tx()
                .forTenant(intent.tenantId())
                .statement(sql -> {
                    boolean renewed = ObjectTable.renew(sql, intent, authority);
                    if (!renewed) {
                        require(sql, authority);
                    }
                    return renewed;
                });
    }

    @Override
    public Problem exceeded() {
        return quotas.exceeded(intent.tenantId());
    }

    /**
     * Tells an upload whose right has ended from one that was lost otherwise.
     *
     * @throws dev.storeward.core.ProblemException {@code Unauthorized}
     */
    static void require(Sql sql, Authority authority) {
        if (!AuthorityTable.stands(sql, authority)) {
            throw new Problem.Unauthorized(
                            "The API key of this upload was revoked or has expired while the file"
                                    + " arrived, or its user was disabled. Nothing was stored.")
                    .asException();
        }
    }
}
