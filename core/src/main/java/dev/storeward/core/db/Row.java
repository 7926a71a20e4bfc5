package dev.storeward.core.db;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The current row of a result. A getter without {@code OrNull} throws when the column is null. */
public final class Row {
    private final ResultSet rows;

    Row(ResultSet rows) {
        this.rows = rows;
    }

    public UUID uuid(String column) {
        return require(column, uuidOrNull(column));
    }

    public @Nullable UUID uuidOrNull(String column) {
        return get(column, () -> rows.getObject(column, UUID.class));
    }

    public String text(String column) {
        return require(column, textOrNull(column));
    }

    public @Nullable String textOrNull(String column) {
        return get(column, () -> rows.getString(column));
    }

    public long number(String column) {
        return require(column, numberOrNull(column));
    }

    public @Nullable Long numberOrNull(String column) {
        return get(
                column,
                () -> {
                    long value = rows.getLong(column);
                    return rows.wasNull() ? null : value;
                });
    }

    public boolean flag(String column) {
        return require(column, flagOrNull(column));
    }

    public @Nullable Boolean flagOrNull(String column) {
        return get(
                column,
                () -> {
                    boolean value = rows.getBoolean(column);
                    return rows.wasNull() ? null : value;
                });
    }

    public Instant time(String column) {
        return require(column, timeOrNull(column));
    }

    public @Nullable Instant timeOrNull(String column) {
        return get(
                column,
                () -> {
                    OffsetDateTime value = rows.getObject(column, OffsetDateTime.class);
                    return value == null ? null : value.toInstant();
                });
    }

    public byte[] bytes(String column) {
        return require(column, bytesOrNull(column));
    }

    public byte @Nullable [] bytesOrNull(String column) {
        return get(column, () -> rows.getBytes(column));
    }

    /** A constant by its lower-case name. */
    public <E extends Enum<E>> E constant(String column, Class<E> type) {
        return Enum.valueOf(type, text(column).toUpperCase(Locale.ROOT));
    }

    private interface Getter<T extends @Nullable Object> {
        T get() throws SQLException;
    }

    private static <T extends @Nullable Object> T get(String column, Getter<T> getter) {
        try {
            return getter.get();
        } catch (SQLException e) {
            throw new IllegalStateException("column " + column + " cannot be read", e);
        }
    }

    private static <T> T require(String column, @Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("column " + column + " is null");
        }
        return value;
    }
}
