package dev.storeward.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Manifests: fetched, and checked without a server. */
@Command(
        name = "manifest",
        description = "Signed records of what migrations moved.",
        mixinStandardHelpOptions = true)
final class ManifestCommands extends Directory.Group {

    @Command(
            name = "manifest",
            description = "Fetch the signed manifest of a migration that has ended.",
            mixinStandardHelpOptions = true)
    static final class Download extends OneMigration.OfOne {
        @Option(
                names = {"-o", "--output"},
                required = true,
                description = "The file to write; it must not exist.")
        Path output = Path.of("");

        Download(Ctl ctl) {
            super(ctl);
        }

        @Override
        void run(Api api) {
            if (Files.exists(output)) {
                throw Failure.usage("--output: " + output + " exists already.");
            }
            Path part = output.resolveSibling(output.getFileName() + ".part");
            try (InputStream body = api.open(path() + "/manifest")) {
                Files.copy(body, part, StandardCopyOption.REPLACE_EXISTING);
                move(part);
            } catch (IOException e) {
                throw Failure.refused(
                        "The manifest could not be fetched to "
                                + output
                                + " whole: the connection or the disk failed. Try again.");
            } finally {
                remove(part);
            }
            ctl.print("Written to " + output + ".");
        }

        private void move(Path part) throws IOException {
            try {
                Files.move(part, output, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(part, output);
            }
        }

        private static void remove(Path part) {
            try {
                Files.deleteIfExists(part);
            } catch (IOException e) {
                // What is left is named .part, and written over by the next try.
            }
        }
    }

    @Command(
            name = "verify",
            description = {
                "Check a manifest offline: its signature, digest, counts, order and every line.",
                "Exits with 0 when all is right, 1 when it is not, 2 when it cannot be read."
            },
            mixinStandardHelpOptions = true)
    static final class Verify implements Runnable {
        private final Ctl ctl;

        @Parameters(paramLabel = "FILE", description = "The manifest.")
        Path file = Path.of("");

        @Option(
                names = "--public-key",
                description =
                        "The key that must have signed it, in Base64, as 'manifest keys' tells it."
                                + " Without, only the file's own key is tried, which anybody could have made.")
        String publicKey = "";

        Verify(Ctl ctl) {
            this.ctl = ctl;
        }

        @Override
        public void run() {
            if (!Files.isRegularFile(file)) {
                throw Failure.usage(file + " is not a file.");
            }
            ManifestCheck.Result result;
            try (InputStream in = Files.newInputStream(file)) {
                result = ManifestCheck.of(in, publicKey);
            } catch (IOException e) {
                throw Failure.usage(file + " cannot be read.");
            }
            if (ctl.inJson()) {
                ctl.printJson(json(result));
                return;
            }
            ctl.print(
                    "Right: migration "
                            + result.migrationId()
                            + " ("
                            + result.status()
                            + "), "
                            + result.files()
                            + " files, "
                            + Words.size(result.bytes())
                            + ", signed by key "
                            + result.keyId()
                            + ".");
            if (publicKey.isEmpty()) {
                ctl.print(
                        "The key is the one in the file. Compare it with the server's, or give it with --public-key: "
                                + result.publicKey());
            }
        }

        private static ObjectNode json(ManifestCheck.Result result) {
            ObjectNode json = Api.JSON.createObjectNode();
            json.put("migration_id", result.migrationId());
            json.put("status", result.status());
            json.put("files", result.files());
            json.put("bytes", result.bytes());
            json.put("key_id", result.keyId());
            json.put("public_key", result.publicKey());
            json.put("key_was_given", result.keyWasGiven());
            return json;
        }
    }

    @Command(
            name = "keys",
            description = "The public keys of the server's manifests: id, time, key.",
            mixinStandardHelpOptions = true)
    static final class Keys implements Runnable {
        private final Ctl ctl;

        Keys(Ctl ctl) {
            this.ctl = ctl;
        }

        @Override
        public void run() {
            try (Api api = ctl.api()) {
                for (JsonNode key : api.get("/keys/manifest").path("items")) {
                    if (ctl.inJson()) {
                        ctl.printJson(key);
                    } else {
                        ctl.row(
                                List.of(
                                        Words.text(key.path("id")),
                                        Words.text(key.path("created_at")),
                                        Words.text(key.path("public_key"))));
                    }
                }
            }
        }
    }
}
