package dev.storeward.cli.files;

import static dev.storeward.cli.command.CommandBuilder.flag;
import static dev.storeward.cli.command.CommandBuilder.named;
import static dev.storeward.cli.command.CommandBuilder.parameters;
import static dev.storeward.cli.command.CommandBuilder.tenant;

import dev.storeward.cli.command.CommandRun;
import dev.storeward.cli.command.Context;
import dev.storeward.cli.command.Failure;
import dev.storeward.cli.command.Words;
import dev.storeward.cli.files.Carrier.Down;
import dev.storeward.cli.files.Carrier.Up;
import dev.storeward.cli.files.RemoteFiles.Entry;
import dev.storeward.client.transfer.FileDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * Brings a folder in step with another, one way: to the server or from it. Files are compared by
 * size and digest, never by time.
 */
public final class SyncCommand {
    private SyncCommand() {}

    public static CommandLine of(Context context) {
        return named(
                        "sync",
                        "Bring a folder in step with another, to the server or from it.",
                        "Files with the same content are left alone; nothing is deleted without"
                                + " --delete.")
                .takes(
                        parameters("FOLDER", "2", "From where, and where to; one is sw:FOLDER/."),
                        flag(
                                "--delete",
                                "Delete what is not there where it comes from, and at the server"
                                        + " what was replaced."),
                        flag("--size-only", "Take files of the same size for the same."),
                        flag("--dry-run", "Only tell what would be done."))
                .takes(CopyCommand.options())
                .takes(tenant())
                .does(context, SyncCommand::sync);
    }

    private static void sync(CommandRun run) {
        String from = run.parameters().getFirst();
        String to = run.parameters().getLast();
        if (FileNames.isRemote(from) == FileNames.isRemote(to)) {
            throw Failure.usage("One of the two folders must begin with " + FileNames.MARK + ".");
        }
        try {
            if (FileNames.isRemote(to)) {
                up(run, Path.of(from), folder(to));
            } else {
                down(run, folder(from), Path.of(to));
            }
        } catch (IOException e) {
            throw CopyCommand.unreadable(e);
        }
    }

    private static String folder(String given) {
        String path = FileNames.path(given);
        return path.isEmpty() || path.endsWith("/") ? path : path + "/";
    }

    private static void up(CommandRun run, Path from, String to) throws IOException {
        if (!Files.isDirectory(from)) {
            throw Failure.usage(from + " is not a folder.");
        }
        RemoteFiles remote = FileCommands.remote(run);
        Map<String, List<Entry>> there = remote.byName(to);
        List<Up> missing = new ArrayList<>();
        Map<String, Entry> kept = new LinkedHashMap<>();
        List<String> sent = new ArrayList<>();
        for (Map.Entry<String, Path> local : LocalFiles.below(from).entrySet()) {
            String name = to + safe(local.getKey());
            Entry same = same(run, local.getValue(), there.getOrDefault(name, List.of()));
            if (same == null) {
                missing.add(
                        new Up(
                                local.getValue(),
                                to + FileNames.folder(local.getKey()),
                                FileNames.last(local.getKey())));
                sent.add(name);
            } else {
                kept.put(same.path(), same);
            }
        }
        List<Entry> gone =
                run.has("--delete")
                        ? there.values().stream()
                                .flatMap(List::stream)
                                .filter(entry -> !kept.containsKey(entry.path()))
                                .toList()
                        : List.of();
        if (run.has("--dry-run")) {
            missing.forEach(up -> plan(run, "send", FileNames.MARK + up.folder() + up.name()));
            gone.forEach(entry -> plan(run, "delete", FileNames.MARK + entry.path()));
            return;
        }
        if (!gone.isEmpty()) {
            run.context()
                    .confirm(
                            FileCommands.counted(gone)
                                    + " will be deleted for good at the server, after "
                                    + missing.size()
                                    + (missing.size() == 1 ? " was" : " were")
                                    + " sent.");
        }
        new Carrier(run, remote).send(missing);
        for (Entry entry : gone) {
            run.files().files().delete(entry.item().name());
            run.done("Deleted " + FileNames.MARK + Words.clean(entry.path()));
        }
        run.done(sent.size() + " sent, " + kept.size() + " the same, " + gone.size() + " deleted.");
    }

    /** A name below a folder as the server writes it: folders as they are, the last part safe. */
    private static String safe(String relative) {
        return FileNames.folder(relative) + FileNames.safe(FileNames.last(relative));
    }

    private static @Nullable Entry same(CommandRun run, Path local, List<Entry> versions)
            throws IOException {
        for (Entry version : versions) {
            if (isSame(run, local, version)) {
                return version;
            }
        }
        return null;
    }

    private static boolean isSame(CommandRun run, Path local, Entry remote) throws IOException {
        return Files.size(local) == remote.item().size()
                && (run.has("--size-only")
                        || FileDigest.compare(local, remote.item().etag())
                                == FileDigest.Likeness.SAME);
    }

    private static void down(CommandRun run, String from, Path to) throws IOException {
        RemoteFiles remote = FileCommands.remote(run);
        Map<Path, Entry> wanted = new LinkedHashMap<>();
        remote.byName(from)
                .forEach((name, versions) ->
                        wanted.put(
                                LocalFiles.under(to, name.substring(from.length())),
                                versions.getFirst()));
        List<Down> missing = new ArrayList<>();
        for (Map.Entry<Path, Entry> one : wanted.entrySet()) {
            if (!Files.isRegularFile(one.getKey()) || !isSame(run, one.getKey(), one.getValue())) {
                missing.add(new Down(CopyCommand.metadata(one.getValue()), one.getKey()));
            }
        }
        List<Path> gone =
                run.has("--delete") && Files.isDirectory(to)
                        ? LocalFiles.below(to).values().stream()
                                .filter(path -> !wanted.containsKey(path))
                                .toList()
                        : List.of();
        if (run.has("--dry-run")) {
            missing.forEach(file -> plan(run, "fetch", file.to().toString()));
            gone.forEach(path -> plan(run, "delete", path.toString()));
            return;
        }
        if (!gone.isEmpty()) {
            run.context()
                    .confirm(
                            gone.size()
                                    + (gone.size() == 1 ? " file" : " files")
                                    + " will be deleted on this disk: "
                                    + Stream.concat(
                                                    gone.stream().limit(5).map(Path::toString),
                                                    gone.size() > 5
                                                            ? Stream.of("…")
                                                            : Stream.empty())
                                            .collect(Collectors.joining(", "))
                                    + ".");
        }
        new Carrier(run, remote).fetch(missing);
        for (Path path : gone) {
            Files.delete(path);
            run.done("Deleted " + path);
        }
        run.done(
                missing.size()
                        + " fetched, "
                        + (wanted.size() - missing.size())
                        + " the same, "
                        + gone.size()
                        + " deleted.");
    }

    private static void plan(CommandRun run, String what, String name) {
        if (run.context().inJson()) {
            run.context().printJson(Words.object().put("would", what).put("name", name));
        } else {
            run.context().print("would " + what + " " + Words.clean(name));
        }
    }
}
