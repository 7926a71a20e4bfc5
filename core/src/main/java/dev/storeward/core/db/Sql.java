package dev.storeward.core.db;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Plain SQL on one connection. Parameters are {@code ?} and bound by type: strings, numbers,
 * booleans, {@link UUID}, {@link Instant}, byte arrays, enums (by lower-case name), {@link Json},
 * collections of strings or ids (as arrays), and null. Belongs to one unit of work and one thread.
 */
public final class Sql {
    private final Sending sending;

    Sql(Sending sending) {
        this.sending = sending;
    }

    /** A JSON document as a parameter. */
    public record Json(String text) {}

    /** All rows of a query. Use with a limit: the rows are held in memory. */
    public <T> List<T> list(String sql, Function<Row, T> mapper, @Nullable Object... parameters) {
        try (PreparedStatement statement = sending.execute(sql, parameters);
                ResultSet rows = rowsOf(statement)) {
            List<T> result = new ArrayList<>();
            Row row = new Row(rows);
            while (rows.next()) {
                result.add(mapper.apply(row));
            }
            return result;
        } catch (SQLException e) {
            throw DatabaseException.of(e);
        }
    }

    /** The first row of a query, or empty when it has none. */
    public <T> Optional<T> first(
            String sql, Function<Row, T> mapper, @Nullable Object... parameters) {
        try (PreparedStatement statement = sending.execute(sql, parameters);
                ResultSet rows = rowsOf(statement)) {
            return rows.next() ? Optional.of(mapper.apply(new Row(rows))) : Optional.empty();
        } catch (SQLException e) {
            throw DatabaseException.of(e);
        }
    }

    /** The one row of a query that always has one. */
    public <T> T one(String sql, Function<Row, T> mapper, @Nullable Object... parameters) {
        return first(sql, mapper, parameters)
                .orElseThrow(
                        () -> new IllegalStateException("a query that always has a row had none"));
    }

    /** Runs an INSERT, UPDATE or DELETE and answers how many rows it touched. */
    public int update(String sql, @Nullable Object... parameters) {
        try (PreparedStatement statement = sending.execute(sql, parameters)) {
            return Math.max(0, statement.getUpdateCount());
        } catch (SQLException e) {
            throw DatabaseException.of(e);
        }
    }

    private static ResultSet rowsOf(PreparedStatement statement) throws SQLException {
        ResultSet rows = statement.getResultSet();
        if (rows == null) {
            throw new SQLException("The statement has no rows.", "02000");
        }
        return rows;
    }
}
