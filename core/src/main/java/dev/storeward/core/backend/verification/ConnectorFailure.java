package dev.storeward.core.backend.verification;

import dev.storeward.core.log.RepeatedLog;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a connector throws that breaks its contract: the place is not proven by it, and its tenant
 * is told so as of any other failure. The operator finds what it was in the log, once a minute for
 * each kind, and each with its stack trace where the log is at debug: tenants make as many as they
 * like.
 */
final class ConnectorFailure {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectorFailure.class);

    private ConnectorFailure() {}

    static StoreException of(RuntimeException failure) {
        if (failure instanceof StoreException known) {
            return known;
        }
        RepeatedLog.ofThisProcess()
                .warn(
                        LOG,
                        "connector " + failure.getClass().getName(),
                        "A connector failed in a way that it does not explain: " + failure);
        LOG.debug("A connector failed", failure);
        return new StoreException(
                Code.UNKNOWN,
                "The connector of this place failed in a way that it does not explain.",
                failure);
    }
}
