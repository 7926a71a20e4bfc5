package dev.storeward.server.verification;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** An authority of a test's own, and HTTPS servers with certificates it made. */
final class Certificates {
    private static final String PASSWORD = "changeit";
    private final Path folder;

    /** Makes the authority in an empty folder. */
    Certificates(Path folder) {
        this.folder = folder;
        keytool(
                "-genkeypair",
                "-alias",
                "ca",
                "-keystore",
                file("ca.p12"),
                "-dname",
                "CN=Test CA",
                "-keyalg",
                "EC",
                "-ext",
                "bc=ca:true",
                "-validity",
                "30");
        keytool(
                "-exportcert",
                "-alias",
                "ca",
                "-keystore",
                file("ca.p12"),
                "-file",
                file("ca.crt"));
    }

    /** What a client that trusts the authority makes its connections with. */
    SSLSocketFactory trusting() {
        try {
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("ca", load("ca.p12").getCertificate("ca"));
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A server on loopback.
     *
     * @param host what its certificate names
     * @param start when its certificate begins to be valid, for a day, as keytool writes it
     */
    HttpsServer server(String host, String start) {
        String name =
                "leaf-"
                        + host.replaceAll("[^a-z0-9]", "-")
                        + "-"
                        + start.replaceAll("[^0-9a-z]", "");
        keytool(
                "-genkeypair",
                "-alias",
                "leaf",
                "-keystore",
                file(name + ".p12"),
                "-dname",
                "CN=" + host,
                "-keyalg",
                "EC");
        keytool(
                "-certreq",
                "-alias",
                "leaf",
                "-keystore",
                file(name + ".p12"),
                "-file",
                file(name + ".csr"));
        String subject = host.matches("[0-9.]+") ? "san=ip:" : "san=dns:";
        keytool(
                "-gencert",
                "-alias",
                "ca",
                "-keystore",
                file("ca.p12"),
                "-infile",
                file(name + ".csr"),
                "-outfile",
                file(name + ".crt"),
                "-ext",
                subject + host,
                "-startdate",
                start,
                "-validity",
                "2");
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                "ca",
                "-keystore",
                file(name + ".p12"),
                "-file",
                file("ca.crt"));
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                "leaf",
                "-keystore",
                file(name + ".p12"),
                "-file",
                file(name + ".crt"));
        try {
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(load(name + ".p12"), PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            HttpsServer server =
                    HttpsServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
            server.setHttpsConfigurator(new HttpsConfigurator(context));
            server.createContext(
                    "/",
                    exchange -> {
                        exchange.sendResponseHeaders(403, -1);
                        exchange.close();
                    });
            server.start();
            return server;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private KeyStore load(String name) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve(name))) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static void keytool(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        if (!command.contains("-infile") || command.contains("-keystore")) {
            command.addAll(List.of("-storepass", PASSWORD, "-storetype", "PKCS12"));
        }
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(said);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
