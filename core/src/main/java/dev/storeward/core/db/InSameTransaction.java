package dev.storeward.core.db;

/**
 * What the sender of a mutation wants committed in the mutation's own transaction, such as the
 * answer kept for a repeated request. Throwing undoes the mutation.
 */
@FunctionalInterface
public interface InSameTransaction<T> {

    void in(Sql sql, T result);

    static <T> InSameTransaction<T> nothing() {
        return (sql, result) -> {};
    }
}
