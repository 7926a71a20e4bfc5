package dev.storeward.core.db;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** A connection as the owner of the tables, without a limit of time: for whole tables at once. */
public final class OwnerConnection {
    private OwnerConnection() {}

    /**
     * Opens one; the caller closes it.
     *
     * @throws DatabaseException when the server cannot be reached or refuses the user
     */
    public static Connection open(DatabaseSettings settings) {
        Properties properties = new Properties();
        properties.setProperty("user", settings.ownerUser());
        properties.setProperty("password", settings.ownerPassword().reveal());
        properties.setProperty("ApplicationName", "storeward-backup");
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("tcpKeepAlive", "true");
        try {
            return DriverManager.getConnection(settings.url(), properties);
        } catch (SQLException e) {
            throw DatabaseException.of(e);
        }
    }
}
