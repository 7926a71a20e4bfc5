package dev.storeward.server;

import dev.storeward.server.config.SettingsException;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.ConnectorSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The connectors that lie as jars in the operator's folder, found at the start by the JDK's service
 * loader and never by a name from a request. Their classes see the JDK, the storage SPI and SLF4J,
 * and nothing else of this server.
 *
 * @param loader of all jars together; empty when no folder was set
 */
record ConnectorJars(List<Connector> connectors, Optional<URLClassLoader> loader)
        implements AutoCloseable {
    private static final String SETTING = "STOREWARD_CONNECTORS";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{1,30}");
    private static final Pattern FIELD = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    /**
     * Loads every connector of a folder.
     *
     * @param taken the names of the connectors this server was built with
     * @throws SettingsException when the folder or a jar cannot be read, a connector cannot be
     *     loaded, or its name or a field's is taken or malformed
     */
    static ConnectorJars load(Optional<Path> folder, Set<String> taken) {
        if (folder.isEmpty()) {
            return new ConnectorJars(List.of(), Optional.empty());
        }
        URLClassLoader loader = new URLClassLoader("connectors", jars(folder.get()), new SpiOnly());
        ConnectorJars jars = new ConnectorJars(instances(loader), Optional.of(loader));
        try {
            jars.check(taken);
            return jars;
        } catch (RuntimeException e) {
            jars.close();
            throw e;
        }
    }

    private static URL[] jars(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new SettingsException(SETTING + " must name a folder: " + folder + " is none.");
        }
        try (Stream<Path> files = Files.list(folder)) {
            requireOurs(folder);
            List<URL> urls = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                if (file.toString().endsWith(".jar")) {
                    requireOurs(file);
                    urls.add(url(file));
                }
            }
            return urls.toArray(URL[]::new);
        } catch (IOException e) {
            throw new SettingsException(SETTING + ": the folder " + folder + " cannot be read.");
        }
    }

    /** What lies there runs with this server's rights. */
    private static void requireOurs(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")
                && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new SettingsException(
                    SETTING + ": every user of this machine may write " + file + "; chmod o-w it.");
        }
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Connector> instances(URLClassLoader loader) {
        try {
            return List.copyOf(
                    ServiceLoader.load(Connector.class, loader).stream()
                            .map(ServiceLoader.Provider::get)
                            .toList());
        } catch (ServiceConfigurationError | LinkageError e) {
            close(loader);
            throw new SettingsException(
                    SETTING
                            + ": a connector could not be loaded ("
                            + e.getMessage()
                            + "). Remove its jar, or mend it: docs/connectors.md.");
        }
    }

    private void check(Set<String> taken) {
        Set<String> names = new HashSet<>(taken);
        for (Connector connector : connectors) {
            ConnectorSchema schema = schemaOf(connector);
            if (!NAME.matcher(schema.name()).matches()) {
                throw refused(
                        connector,
                        "its name must be 2 to 31 lower-case letters, digits, '-' and '_', the"
                                + " first a letter.");
            }
            if (!names.add(schema.name())) {
                throw refused(
                        connector, "the name " + schema.name() + " is taken by another connector.");
            }
            Set<String> fields = new HashSet<>();
            for (ConnectorSchema.Field field : schema.fields()) {
                if (!FIELD.matcher(field.name()).matches() || !fields.add(field.name())) {
                    throw refused(
                            connector,
                            "each of its fields needs a name of its own, of lower-case letters,"
                                    + " digits and '_'.");
                }
            }
        }
    }

    private static ConnectorSchema schemaOf(Connector connector) {
        try {
            return connector.schema();
        } catch (RuntimeException | LinkageError e) {
            throw refused(
                    connector, "it does not tell its fields: " + e.getClass().getName() + ".");
        }
    }

    private static SettingsException refused(Connector connector, String why) {
        return new SettingsException(
                SETTING + ": " + connector.getClass().getName() + " is refused, " + why);
    }

    /** Closes the jars; the connectors are closed by who uses them. */
    @Override
    public void close() {
        loader.ifPresent(ConnectorJars::close);
    }

    private static void close(URLClassLoader loader) {
        try {
            loader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The JDK's classes, and of the application's only those a connector is written against. */
    private static final class SpiOnly extends ClassLoader {
        private static final Set<String> SHOWN =
                Set.of(
                        "dev.storeward.store",
                        "dev.storeward.store.connector",
                        "dev.storeward.store.stream",
                        "dev.storeward.store.wrap",
                        "dev.storeward.store.outbound",
                        "org.jspecify.annotations",
                        "org.slf4j");

        SpiOnly() {
            super("storage-spi", ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            int end = name.lastIndexOf('.');
            if (end > 0 && SHOWN.contains(name.substring(0, end))) {
                return Class.forName(name, false, Connector.class.getClassLoader());
            }
            throw new ClassNotFoundException(name);
        }
    }
}
