package dev.storeward.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The server's configuration, written anew at each start. */
record Settings(Map<String, String> values, Map<String, String> durability) {

    static Settings of(Options options, int port, boolean durable) {
        Map<String, String> durability = new LinkedHashMap<>();
        for (String name : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
            durability.put(name, durable ? "on" : "off");
        }
        Map<String, String> values = new LinkedHashMap<>(durability);
        // TCP on the loopback only, and no socket file: pgjdbc speaks no other, and a socket's path
        // is limited to some 100 bytes, which a data folder may exceed.
        values.put("listen_addresses", "127.0.0.1");
        values.put("port", Integer.toString(port));
        values.put("unix_socket_directories", "");
        values.put("max_connections", Integer.toString(options.maxConnections()));
        values.put("password_encryption", "scram-sha-256");
        values.put("shared_buffers", "128MB");
        values.put("work_mem", "8MB");
        values.put("maintenance_work_mem", "64MB");
        values.put("effective_cache_size", "512MB");
        values.put("random_page_cost", "1.1");
        values.put("jit", "off");
        values.put("wal_compression", "on");
        values.put("max_wal_size", "1GB");
        values.put("min_wal_size", "64MB");
        values.put("autovacuum", "on");
        values.put("autovacuum_naptime", "15s");
        values.put("timezone", "UTC");
        values.put("log_checkpoints", "off");
        values.putAll(logging());
        return new Settings(Map.copyOf(values), Map.copyOf(durability));
    }

    String asFile() {
        return "# Written by Storeward at each start; changes made here are lost.\n"
                + values.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(setting -> setting.getKey() + " = '" + setting.getValue() + "'\n")
                        .collect(Collectors.joining());
    }

    /**
     * Asks the running server, because another file of it may say otherwise.
     *
     * @throws EmbeddedServerException when a commit would not be durable
     */
    void verify(Connection connection) throws SQLException {
        for (Map.Entry<String, String> setting : durability.entrySet()) {
            String actual = show(connection, setting.getKey());
            if (!actual.equals(setting.getValue())) {
                throw new EmbeddedServerException(
                        "PostgreSQL runs with "
                                + setting.getKey()
                                + " = "
                                + actual
                                + " where "
                                + setting.getValue()
                                + " is needed; remove that setting from postgresql.auto.conf.");
            }
        }
    }

    private static String show(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SHOW " + name)) {
            result.next();
            return result.getString(1);
        }
    }

    /** One file a day, a week of them, and never a statement's parameters. */
    private static Map<String, String> logging() {
        return Map.of(
                "logging_collector", "on",
                "log_directory", "../log",
                "log_filename", "postgresql-%a.log",
                "log_file_mode", "0600",
                "log_rotation_age", "1d",
                "log_rotation_size", "0",
                "log_truncate_on_rotation", "on",
                "log_timezone", "UTC",
                "log_line_prefix", "%m [%p] %q%u@%d ",
                "log_parameter_max_length", "0");
    }
}
