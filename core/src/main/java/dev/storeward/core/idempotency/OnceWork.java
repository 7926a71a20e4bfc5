package dev.storeward.core.idempotency;

import dev.storeward.core.db.Sql;

/** What a request with an idempotency key does, the first time and every later one. */
public interface OnceWork<R> {

    /**
     * Does the request.
     *
     * @param keeping must be called in the transaction of the change, so that change and answer are
     *     committed together
     */
    R run(Keeping keeping);

    /** Words again what was kept. */
    R replay(int status, String body);

    /** Keeps the answer of a request. */
    interface Keeping {

        /**
         * Commits the answer with the change.
         *
         * @param body never holds a secret
         * @throws dev.storeward.core.ProblemException {@code Busy} when another node has taken the
         *     request over: the change is to be undone, or it would be made twice
         */
        void keep(Sql sql, int status, String body);
    }
}
