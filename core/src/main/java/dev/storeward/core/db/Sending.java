package dev.storeward.core.db;

import dev.storeward.core.db.Sql.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Sends the statements of one unit of work, and with the first of them, in the same round trip,
 * whose rows it is about and how long it waits for one of them, where the connection's session was
 * last about others'. A change that did not succeed is sent again with whatever comes next.
 */
final class Sending {
    private static final String SET =
            "SELECT set_config('storeward.tenant', ?, false), set_config('lock_timeout', ?, false); ";

    private final Connection connection;
    private final Whose whose;
    private final boolean transaction;
    private boolean set;

    /**
     * @param transaction whether the unit is one transaction, which the caller ends
     */
    Sending(Connection connection, Whose whose, boolean transaction) {
        this.connection = connection;
        this.whose = whose;
        this.transaction = transaction;
    }

    /** Runs a statement; the current result of what is answered is the statement's own. */
    PreparedStatement execute(String sql, @Nullable Object... parameters) throws SQLException {
        // PostgreSQL takes the isolation level before any query only, and it reads no row.
        if (set || sql.startsWith("SET TRANSACTION ") || SessionScope.knows(connection, whose)) {
            return run(sql, 0, parameters);
        }
        SessionScope.forget(connection);
        PreparedStatement statement = run(SET + sql, 1, parameters);
        // Not before: what failed on the way has told the session nothing.
        set = transaction;
        if (!transaction) {
            SessionScope.told(connection, whose);
        }
        return statement;
    }

    /** The unit's transaction was committed, and with it what was set in it. */
    void committed() throws SQLException {
        if (set) {
            SessionScope.told(connection, whose);
        }
    }

    /** Runs what may be several statements, of which the first some answers are passed over. */
    private PreparedStatement run(String sql, int passedOver, @Nullable Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            int index = 1;
            if (passedOver > 0) {
                statement.setString(index++, whose.setting());
                statement.setString(index++, whose.lockTimeout());
            }
            for (Object parameter : parameters) {
                bind(statement, index++, parameter);
            }
            statement.execute();
            for (int i = 0; i < passedOver; i++) {
                statement.getMoreResults();
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private void bind(PreparedStatement statement, int index, @Nullable Object value)
            throws SQLException {
        switch (value) {
            case null -> statement.setNull(index, Types.NULL);
            case String text -> statement.setString(index, text);
            case Long number -> statement.setLong(index, number);
            case Integer number -> statement.setInt(index, number);
            case Boolean flag -> statement.setBoolean(index, flag);
            case UUID id -> statement.setObject(index, id);
            case Instant time -> statement.setObject(index, time.atOffset(ZoneOffset.UTC));
            case byte[] bytes -> statement.setBytes(index, bytes);
            case Enum<?> constant ->
                    statement.setString(index, constant.name().toLowerCase(java.util.Locale.ROOT));
            case Json(String text) -> statement.setObject(index, text, Types.OTHER);
            case Collection<?> values -> statement.setArray(index, array(values));
            default ->
                    throw new IllegalArgumentException(
                            "no SQL type for " + value.getClass().getName());
        }
    }

    private java.sql.Array array(Collection<?> values) throws SQLException {
        boolean ids = values.stream().allMatch(UUID.class::isInstance);
        return connection.createArrayOf(
                ids && !values.isEmpty() ? "uuid" : "text", values.toArray());
    }
}
