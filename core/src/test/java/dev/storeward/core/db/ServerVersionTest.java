package dev.storeward.core.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.store.Secret;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ServerVersionTest {
    private static final int SSL_REQUEST = 80_877_103;

    private final List<String> statements = new CopyOnWriteArrayList<>();

    @Test
    void anOlderServerIsRefusedBeforeAnythingIsAskedOfIt() throws Exception {
        try (ServerSocket old = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread serving = Thread.ofPlatform().daemon(true).start(() -> serve(old, "15.8"));
            String url = "jdbc:postgresql://127.0.0.1:" + old.getLocalPort() + "/storeward";
            DatabaseSettings settings =
                    new DatabaseSettings(url, "owner", Secret.of("o"), "app", Secret.of("a"), 2);

            assertThatThrownBy(() -> Database.open(settings))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessage(
                            "STOREWARD_DB: PostgreSQL 17 or newer is needed, and the server at "
                                    + url
                                    + " is 15.8. Nothing was changed there: upgrade it, or name"
                                    + " another one.");
            serving.interrupt();
        }
        assertThat(statements).isEmpty();
    }

    /**
     * As much of the protocol as a connection needs: it trusts everybody and answers no statement.
     */
    private void serve(ServerSocket server, String version) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                if (startup(in) == SSL_REQUEST) {
                    out.write('N');
                    startup(in);
                }
                message(out, 'R', new byte[] {0, 0, 0, 0});
                parameter(out, "server_version", version);
                parameter(out, "client_encoding", "UTF8");
                parameter(out, "DateStyle", "ISO, MDY");
                parameter(out, "integer_datetimes", "on");
                parameter(out, "standard_conforming_strings", "on");
                message(out, 'K', new byte[] {0, 0, 0, 1, 0, 0, 0, 1});
                message(out, 'Z', new byte[] {'I'});
                listen(in);
            } catch (IOException e) {
                // The client went, or the test is over.
            }
        }
    }

    private void listen(DataInputStream in) throws IOException {
        try {
            while (true) {
                char type = (char) in.readByte();
                byte[] body = in.readNBytes(in.readInt() - 4);
                if (type != 'X') {
                    statements.add(type + new String(body, StandardCharsets.UTF_8));
                }
            }
        } catch (EOFException e) {
            // The client has closed.
        }
    }

    private static int startup(DataInputStream in) throws IOException {
        int length = in.readInt();
        int code = in.readInt();
        in.skipNBytes(length - 8L);
        return code;
    }

    private static void parameter(DataOutputStream out, String name, String value)
            throws IOException {
        message(out, 'S', (name + '\0' + value + '\0').getBytes(StandardCharsets.US_ASCII));
    }

    private static void message(DataOutputStream out, char type, byte[] body) throws IOException {
        out.writeByte(type);
        out.writeInt(body.length + 4);
        out.write(body);
        out.flush();
    }
}
