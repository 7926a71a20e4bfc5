package dev.storeward.core.db;

import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** The database did not do what was asked. The message holds no parameter of the statement. */
public final class DatabaseException extends RuntimeException {

    /** Why, as far as a caller can act on it. */
    public enum Kind {
        /** No connection, or the server is starting, stopping or out of connections. */
        UNAVAILABLE,
        /** The server's disk is full. */
        FULL,
        /** A statement or transaction took too long. */
        TIMEOUT,
        /** Other work held what this needs for too long; nothing was done. */
        BUSY,
        /** A unique or exclusion constraint was violated; {@link #constraint()} names it. */
        DUPLICATE,
        /** A row that others refer to, or that refers to a missing one. */
        REFERENCED,
        /** Two transactions could not be ordered; doing it again may help. */
        CONFLICT,
        /** A value no column can hold, such as a text with NUL; sent by a client. */
        VALUE,
        OTHER
    }

    static final String HELD = "Other work of this tenant has to end first.";

    private final Kind kind;
    private final String constraint;

    public DatabaseException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.constraint = constraintOf(cause);
    }

    static DatabaseException of(SQLException e) {
        String state = Optional.ofNullable(e.getSQLState()).orElse("");
        Kind kind = kindOf(state, e);
        return new DatabaseException(
                kind,
                switch (kind) {
                    case UNAVAILABLE -> "The database cannot be reached.";
                    case FULL -> "The disk of the database is full.";
                    case TIMEOUT -> "The database took too long to answer.";
                    case BUSY -> HELD;
                    case DUPLICATE, REFERENCED, CONFLICT, VALUE, OTHER ->
                            "The database refused a statement (SQLSTATE " + state + ").";
                },
                e);
    }

    /** Nothing was asked of the database, as too much is being asked of it already. */
    static DatabaseException busy(String message, @Nullable Throwable cause) {
        return new DatabaseException(Kind.BUSY, message, cause);
    }

    private static Kind kindOf(String state, SQLException e) {
        if (state.equals("53100") || state.equals("58030")) {
            return Kind.FULL;
        }
        if (state.equals("57014") || state.equals("25P04")) {
            return Kind.TIMEOUT;
        }
        if (state.equals("55P03")) {
            return Kind.BUSY;
        }
        if (state.equals("23505") || state.equals("23P01")) {
            return Kind.DUPLICATE;
        }
        if (state.equals("23503")) {
            return Kind.REFERENCED;
        }
        if (state.equals("40001") || state.equals("40P01")) {
            return Kind.CONFLICT;
        }
        if (state.startsWith("22")) {
            return Kind.VALUE;
        }
        if (state.startsWith("08")
                || state.startsWith("57P")
                || state.startsWith("53")
                || e instanceof java.sql.SQLTransientConnectionException
                || e instanceof java.sql.SQLNonTransientConnectionException) {
            return Kind.UNAVAILABLE;
        }
        return Kind.OTHER;
    }

    private static String constraintOf(@Nullable Throwable cause) {
        if (cause instanceof PSQLException psql) {
            ServerErrorMessage message = psql.getServerErrorMessage();
            if (message != null && message.getConstraint() != null) {
                return message.getConstraint();
            }
        }
        return "";
    }

    public Kind kind() {
        return kind;
    }

    /** The violated constraint's name, empty when none was named. */
    public String constraint() {
        return constraint;
    }
}
