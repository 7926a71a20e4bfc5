package dev.storeward.testkit.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Properties;

/** Where the build put the servers, and free ports for them. */
public final class Servers {
    private static final Properties PLACES = places();

    private Servers() {}

    /**
     * Where one of them, or a file of it, is.
     *
     * @param name as it stands in {@code servers.properties}
     */
    public static Path place(String name) {
        return Path.of(PLACES.getProperty(name, ""));
    }

    /** A port of loopback that was free a moment ago. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Properties places() {
        Properties properties = new Properties();
        try (InputStream in =
                S3Server.class.getResourceAsStream("/dev/storeward/testkit/servers.properties")) {
            if (in == null) {
                throw new IllegalStateException("The build did not write servers.properties");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
