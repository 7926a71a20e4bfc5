package dev.storeward.cli.migration;

import static dev.storeward.cli.command.CommandBuilder.file;
import static dev.storeward.cli.command.CommandBuilder.named;
import static dev.storeward.cli.command.CommandBuilder.option;
import static dev.storeward.cli.command.CommandBuilder.parameter;

import dev.storeward.cli.command.Api;
import dev.storeward.cli.command.CommandBuilder;
import dev.storeward.cli.command.CommandRun;
import dev.storeward.cli.command.Context;
import dev.storeward.cli.command.Failure;
import dev.storeward.cli.command.Words;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Manifests: fetched, and checked without a server. */
public final class ManifestCommands {
    private ManifestCommands() {}

    public static CommandLine of(Context context) {
        return named("manifest", "Signed records of what migrations moved.")
                .over(
                        named(
                                        "verify",
                                        "Check a manifest offline: its signature, digest, counts, order and every line.",
                                        "Exits with 0 when all is right, 1 when it is not, 2 when it cannot be read.")
                                .takes(
                                        parameter("FILE", Path.class, "The manifest."),
                                        option(
                                                "--public-key",
                                                "publicKey",
                                                "The key that must have signed it, in Base64, as 'manifest keys' tells it."
                                                        + " Without, only the file's own key is tried, which anybody could have made."))
                                .does(context, ManifestCommands::verify),
                        named("keys", "The public keys of the server's manifests: id, time, key.")
                                .tells(ManifestCommands::key)
                                .does(
                                        context,
                                        run ->
                                                run.api()
                                                        .get("/keys/manifest")
                                                        .path("items")
                                                        .forEach(run::tell)));
    }

    static CommandLine download(Context context) {
        return OneMigration.of(
                        "manifest",
                        "Fetch the signed manifest of a migration that has ended.",
                        file("--output", "-o", "output", "The file to write; it must not exist."))
                .does(context, ManifestCommands::download);
    }

    private static void download(CommandRun run) {
        Api api = run.api();
        Path output = run.file("--output");
        if (Files.exists(output)) {
            throw Failure.usage("--output: " + output + " exists already.");
        }
        Path part = output.resolveSibling(output.getFileName() + ".part");
        try (InputStream body = api.open(OneMigration.path(run) + "/manifest")) {
            Files.copy(body, part, StandardCopyOption.REPLACE_EXISTING);
            move(part, output);
        } catch (IOException e) {
            throw Failure.refused(
                    "The manifest could not be fetched to "
                            + output
                            + " whole: the connection or the disk failed. Try again.");
        } finally {
            remove(part);
        }
        run.context().print("Written to " + output + ".");
    }

    private static void move(Path part, Path output) throws IOException {
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

    private static void verify(CommandRun run) {
        Path file = run.fileParameter();
        String publicKey = run.text("--public-key");
        if (!Files.isRegularFile(file)) {
            throw Failure.usage(file + " is not a file.");
        }
        ManifestCheck.Result result;
        try (InputStream in = Files.newInputStream(file)) {
            result = ManifestCheck.of(in, publicKey);
        } catch (IOException e) {
            throw Failure.usage(file + " cannot be read.");
        }
        Context context = run.context();
        if (context.inJson()) {
            context.printJson(json(result));
            return;
        }
        context.print(
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
            context.print(
                    "The key is the one in the file. Compare it with the server's, or give it with --public-key: "
                            + result.publicKey());
        }
    }

    private static ObjectNode json(ManifestCheck.Result result) {
        ObjectNode json = Words.object();
        json.put("migration_id", result.migrationId());
        json.put("status", result.status());
        json.put("files", result.files());
        json.put("bytes", result.bytes());
        json.put("key_id", result.keyId());
        json.put("public_key", result.publicKey());
        json.put("key_was_given", result.keyWasGiven());
        return json;
    }

    private static List<String> key(JsonNode key) {
        return CommandBuilder.row(
                Words.text(key.path("id")),
                Words.text(key.path("created_at")),
                Words.text(key.path("public_key")));
    }
}
