package dev.storeward.core.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
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
    private final Connection connection;

    Sql(Connection connection) {
        this.connection = connection;
    }

    /** A JSON document as a parameter. */
    public record Json(String text) {}

    /** All rows of a query. Use with a limit: the rows are held in memory. */
    public <T> List<T> list(String sql, Function<Row, T> mapper, @Nullable Object... parameters) {
        try (PreparedStatement statement = prepare(sql, parameters);
                ResultSet rows = statement.executeQuery()) {
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
        try (PreparedStatement statement = prepare(sql, parameters);
                ResultSet rows = statement.executeQuery()) {
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
        try (PreparedStatement statement = prepare(sql, parameters)) {
            statement.execute();
            return Math.max(0, statement.getUpdateCount());
        } catch (SQLException e) {
            throw DatabaseException.of(e);
        }
    }

    private PreparedStatement prepare(String sql, @Nullable Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < parameters.length; i++) {
                bind(statement, i + 1, parameters[i]);
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
