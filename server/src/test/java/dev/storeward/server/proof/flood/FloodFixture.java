package dev.storeward.server.proof.flood;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.RawHttp.Reply;
import dev.storeward.server.proof.server.ServerProcess;
import dev.storeward.server.proof.server.ServerProcess.Account;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A server with a heap of 256 MiB, and what its good clients are owed whatever happens. */
abstract class FloodFixture {
    /** A thousand of each kind, as a machine of anybody's opens them. */
    static final int HOSTILE = 1_000;

    static final String THEIR_ADDRESS = "127.0.0.2";

    static ServerProcess start(Map<String, String> environment) {
        return ServerProcess.start(
                ServerProcess.newData(),
                environment,
                "-Xmx256m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+UseG1GC");
    }

    /** Each request comes over a connection of its own and is answered with the right bytes. */
    static void assertServed(ServerProcess server, Account good, int times) {
        for (int i = 0; i < times; i++) {
            String content = "content " + i;
            Reply stored =
                    RawHttp.exchange(
                            server.url(),
                            ("POST /api/v1/storage/upload?file_name=a.txt HTTP/1.1\r\nHost: a\r\n"
                                            + "Connection: close\r\nAuthorization: Bearer "
                                            + good.key()
                                            + "\r\nContent-Length: "
                                            + content.length()
                                            + "\r\n\r\n"
                                            + content)
                                    .getBytes(StandardCharsets.ISO_8859_1));
            assertThat(stored.status()).as(stored.toString()).isEqualTo(201);
            String address = stored.json().at("/data/file_path").asString();
            Reply read =
                    RawHttp.exchange(
                            server.url(), "GET", "/api/v1/storage/objects/" + address, good.key());
            assertThat(read.status()).as(read.toString()).isEqualTo(200);
            assertThat(read.text()).isEqualTo(content);
        }
    }
}
