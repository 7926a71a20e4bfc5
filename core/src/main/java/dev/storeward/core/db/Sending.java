package dev.storeward.core.db;

import dev.storeward.core.db.Sql.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Sends the statements of one unit of work, and with them, in the same round trip, whose rows it is
 * about. The setting is the transaction's and ends with it, so that whoever borrows the connection
 * next finds none.
 *
 * <p>A statement that is a transaction of its own is sent between an explicit BEGIN and COMMIT: the
 * driver may split what it was given into several round trips, and without them the setting would
 * end with the first.
 */
final class Sending {
    private static final String SET = "SELECT set_config('storeward.tenant', ?, true); ";

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
        // PostgreSQL takes the isolation level before any query only; it is nobody's row.
        if (set || sql.startsWith("SET TRANSACTION ")) {
            return run(sql, 0, parameters);
        }
        if (transaction) {
            set = true;
            return run(SET + sql, 1, parameters);
        }
        try {
            return run("BEGIN; " + SET + sql + "; COMMIT", 2, parameters);
        } catch (SQLException | RuntimeException e) {
            endFailed();
            throw e;
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

    /**
     * The COMMIT was not reached: without this the next borrower would be in a dead transaction.
     */
    private void endFailed() throws SQLException {
        if (connection.isClosed()) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("ROLLBACK");
        } catch (SQLException e) {
            connection.abort(Runnable::run);
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
