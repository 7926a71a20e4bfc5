package dev.storeward.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.server.config.SettingsException;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.stream.CheckedBody;
import dev.storeward.store.wrap.Prefix;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connectors of others, from their jar to the files that lie behind them. */
class ConnectorJarsTest {
    private static final String FILES = "/api/v1/storage";

    @TempDir private Path folder;

    @Test
    void aConnectorFromAJarServesFilesLikeAnyOther() throws IOException {
        ConnectorJar.shelf("shelf").writeTo(folder.resolve("shelf.jar"));
        Files.writeString(folder.resolve("README.txt"), "no jar");
        try (RunningServer server =
                RunningServer.start(Map.of("STOREWARD_CONNECTORS", folder.toString()))) {
            RunningServer.Member member = server.member(100 << 20);
            Http admin = new Http(server, RunningServer.ADMIN_KEY);
            String backends = "/api/v1/platform/tenants/" + member.tenantId() + "/backends";

            assertThat(admin.get("/api/v1/platform/connectors").text())
                    .contains("\"shelf\"", "\"password\"");
            Http.Answer wrong = admin.postJson(backends, body("shelf", "open!"));
            assertThat(wrong.status()).as(wrong.text()).isEqualTo(400);
            assertThat(wrong.text())
                    .contains("The password of the shelf is wrong.")
                    .doesNotContain("open!");
            Http.Answer made = admin.postJson(backends, body("shelf", "sesame"));
            assertThat(made.status()).as(made.text()).isEqualTo(201);
            assertThat(made.text()).doesNotContain("sesame");

            Http client = new Http(server, member.key());
            for (int size : new int[] {0, 10_000, 9_000_000}) {
                byte[] bytes = new byte[size];
                new Random(size).nextBytes(bytes);
                Http.Answer stored = client.upload("file_name=f.bin&storage_key=own", bytes);
                assertThat(stored.status()).as(stored.text()).isEqualTo(201);
                String path =
                        FILES
                                + "/objects/"
                                + stored.json().path("data").path("file_path").stringValue();
                assertThat(client.get(path).body()).isEqualTo(bytes);
                assertThat(client.delete(path).status()).isEqualTo(200);
                assertThat(client.get(path).status()).isEqualTo(404);
            }
        }
    }

    @Test
    void noRequestLoadsAConnector() {
        try (RunningServer server = RunningServer.start()) {
            RunningServer.Member member = server.member(1 << 20);
            for (String name :
                    new String[] {
                        "example.shelf.ShelfConnector",
                        "dev.storeward.store.memory.MemoryStore",
                        "file:///tmp/shelf.jar",
                        "shelf"
                    }) {
                Http.Answer refused =
                        new Http(server, RunningServer.ADMIN_KEY)
                                .postJson(
                                        "/api/v1/platform/tenants/"
                                                + member.tenantId()
                                                + "/backends",
                                        body(name, "sesame"));

                assertThat(refused.status()).as(refused.text()).isEqualTo(400);
                assertThat(refused.json().path("errors").propertyNames()).contains("connector");
            }
        }
    }

    private static String body(String connector, String password) {
        return """
        {"name":"own","connector":"%s","settings":{"shelf":"one","password":"%s"}}
        """
                .formatted(connector, password);
    }

    @Test
    void aNameThatIsTakenEndsTheStart() throws IOException {
        ConnectorJar.shelf("azure").writeTo(folder.resolve("shelf.jar"));

        assertThatThrownBy(() ->
                        RunningServer.start(Map.of("STOREWARD_CONNECTORS", folder.toString())))
                .rootCause()
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        "STOREWARD_CONNECTORS: example.shelf.ShelfConnector is refused, the name"
                                + " azure is taken by another connector.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "Shelf", "a shelf", "../shelf", "0shelf", "shelf/s3"})
    void aNameThatIsNoneIsRefused(String name) throws IOException {
        ConnectorJar.shelf(name).writeTo(folder.resolve("shelf.jar"));

        assertThatThrownBy(() -> load())
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("example.shelf.ShelfConnector is refused, its name must be");
    }

    @Test
    void twoJarsOfOneNameAreRefused() throws IOException {
        ConnectorJar.shelf("shelf").writeTo(folder.resolve("a.jar"));
        ConnectorJar.shelf("shelf").renamed("example.other").writeTo(folder.resolve("b.jar"));

        assertThatThrownBy(() -> load())
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("the name shelf is taken");
    }

    @Test
    void aFieldNamedTwiceIsRefused() throws IOException {
        ConnectorJar.shelf("shelf")
                .with("\"password\", Type", "\"shelf\", Type")
                .writeTo(folder.resolve("shelf.jar"));

        assertThatThrownBy(() -> load())
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("each of its fields needs a name of its own");
    }

    @Test
    void aServiceThatIsNotInTheJarEndsTheStart() throws IOException {
        ConnectorJar.shelf("shelf")
                .announcing("example.shelf.Missing")
                .writeTo(folder.resolve("shelf.jar"));

        assertThatThrownBy(() -> load())
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("example.shelf.Missing")
                .hasMessageContaining("docs/connectors.md");
    }

    @Test
    void aJarThatIsNoneHoldsNoConnector() throws IOException {
        Files.write(folder.resolve("broken.jar"), "not a jar".getBytes(UTF_8));

        try (ConnectorJars jars = load()) {
            assertThat(jars.connectors()).isEmpty();
        }
    }

    @Test
    void aFolderThatIsNotThereEndsTheStart() {
        Path missing = folder.resolve("missing");

        assertThatThrownBy(() -> ConnectorJars.load(Optional.of(missing), Set.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessage("STOREWARD_CONNECTORS must name a folder: " + missing + " is none.");
    }

    @Test
    void aJarThatAnybodyMayWriteEndsTheStart() throws IOException {
        Path jar = folder.resolve("shelf.jar");
        ConnectorJar.shelf("shelf").writeTo(jar);
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--rw-"));

        assertThatThrownBy(() -> load())
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("every user of this machine may write " + jar);
    }

    @Test
    void aConnectorSeesTheSpiAndNothingElseOfTheServer()
            throws IOException, ClassNotFoundException {
        ConnectorJar.shelf("shelf").writeTo(folder.resolve("shelf.jar"));

        try (ConnectorJars jars = load()) {
            ClassLoader loader = jars.loader().orElseThrow();
            assertThat(loader.loadClass(Connector.class.getName())).isSameAs(Connector.class);
            for (Class<?> shown : List.of(ObjectStore.class, CheckedBody.class, Prefix.class)) {
                assertThat(loader.loadClass(shown.getName())).isSameAs(shown);
            }
            assertThat(loader.loadClass("java.net.http.HttpClient")).isNotNull();
            for (String hidden :
                    new String[] {
                        "dev.storeward.server.Main",
                        "dev.storeward.core.db.Tx",
                        "dev.storeward.store.s3.S3Connector",
                        "dev.storeward.store.http.Deadlines",
                        "dev.storeward.store.memory.MemoryStore",
                        "org.springframework.context.ApplicationContext",
                        "com.google.crypto.tink.KeysetHandle"
                    }) {
                assertThatThrownBy(() -> loader.loadClass(hidden))
                        .as(hidden)
                        .isInstanceOf(ClassNotFoundException.class);
            }
        }
    }

    @Test
    void theJarsAreClosedWithTheServer() throws IOException {
        ConnectorJar.shelf("shelf").writeTo(folder.resolve("shelf.jar"));
        ConnectorJars jars = load();
        URLClassLoader loader = jars.loader().orElseThrow();
        assertThat(loader.getResource("example/shelf/ShelfConnector.class")).isNotNull();

        new Connectors(Map.of("shelf", jars.connectors().getFirst()), jars).close();

        assertThat(loader.getResource("example/shelf/ShelfConnector.class")).isNull();
    }

    private ConnectorJars load() {
        return ConnectorJars.load(Optional.of(folder), Set.of("s3", "azure"));
    }
}
