package dev.storeward.cli.files;

import static dev.storeward.cli.command.CommandBuilder.flag;
import static dev.storeward.cli.command.CommandBuilder.maybe;
import static dev.storeward.cli.command.CommandBuilder.named;
import static dev.storeward.cli.command.CommandBuilder.option;
import static dev.storeward.cli.command.CommandBuilder.parameter;
import static dev.storeward.cli.command.CommandBuilder.parameters;
import static dev.storeward.cli.command.CommandBuilder.tenant;

import dev.storeward.cli.command.CommandRun;
import dev.storeward.cli.command.Context;
import dev.storeward.cli.command.Failure;
import dev.storeward.cli.command.Words;
import dev.storeward.cli.files.RemoteFiles.Entry;
import dev.storeward.client.files.Download;
import dev.storeward.client.files.Link;
import dev.storeward.client.files.Metadata;
import dev.storeward.client.files.ObjectItem;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Commands about the user's files that carry none of them to or from a disk. */
public final class FileCommands {
    private static final ArgSpec FILE =
            parameter("FILE", String.class, "Its name, or the name it was sent by.");

    private FileCommands() {}

    public static CommandLine list(Context context) {
        return named("ls", "Files and folders in one's own folder, or below it.")
                .takes(
                        maybe("FOLDER", "Such as sw:2026/; one's own folder by default."),
                        flag("-l", "With size, time and digest.", "--long"),
                        flag("-r", "With all that is below.", "--recursive"),
                        tenant())
                .does(context, FileCommands::list);
    }

    public static CommandLine size(Context context) {
        return named("du", "How much lies in a folder and in each one below it.")
                .takes(
                        maybe("FOLDER", "Such as sw:2026/; one's own folder by default."),
                        flag("--bytes", "Exact numbers."),
                        tenant())
                .does(context, FileCommands::size);
    }

    public static CommandLine show(Context context) {
        return named("stat", "What a file is: size, type, time, digest.")
                .takes(FILE, tenant())
                .tells(FileCommands::lines)
                .does(context, run -> run.tell(json(remote(run).require(run.parameter(), false))));
    }

    public static CommandLine print(Context context) {
        return named("cat", "Write a file's bytes to the standard output.")
                .takes(FILE, tenant())
                .does(context, FileCommands::print);
    }

    public static CommandLine link(Context context) {
        return named("link", "A link that reads a file without a key.")
                .takes(
                        FILE,
                        option("--expires", "expires", "How long, up to 7d; 1h by default."),
                        tenant())
                .tells(link -> List.of(Words.text(link.path("url"))))
                .does(context, FileCommands::link);
    }

    public static CommandLine remove(Context context) {
        return named("rm", "Delete files for good.")
                .takes(
                        parameters("FILE", "1..*", "Their names, or folders with -r."),
                        flag("-r", "Folders with all that is below.", "--recursive"),
                        tenant())
                .does(context, FileCommands::remove);
    }

    static RemoteFiles remote(CommandRun run) {
        return new RemoteFiles(run.files().files());
    }

    private static ObjectNode json(Metadata file) {
        return Words.object()
                .put("name", file.name())
                .put("size", file.size())
                .put("content_type", file.contentType())
                .put("last_modified", file.lastModified().toString())
                .put("etag", file.etag());
    }

    private static List<String> lines(JsonNode file) {
        return List.of(
                Words.text(file.path("name")),
                Words.size(file.path("size").asLong(0))
                        + " ("
                        + Words.text(file.path("size"))
                        + " bytes), "
                        + Words.text(file.path("content_type"))
                        + ", "
                        + Words.text(file.path("last_modified")),
                Words.text(file.path("etag")));
    }

    private static void list(CommandRun run) {
        for (Entry entry : remote(run).list(folder(run), run.has("-r"))) {
            if (run.context().inJson()) {
                run.context().printJson(row(entry));
            } else {
                run.context().print(line(run, entry));
            }
        }
    }

    /** A folder as it was given, with a slash at its end; empty for one's own. */
    private static String folder(CommandRun run) {
        String path = FileNames.path(run.parameter());
        return path.isEmpty() || path.endsWith("/") ? path : path + "/";
    }

    private static ObjectNode row(Entry entry) {
        ObjectNode row = Words.object().put("path", entry.path());
        if (!entry.isFolder()) {
            row.put("size", entry.item().size())
                    .put("last_modified", entry.item().lastModified().toString())
                    .put("etag", entry.item().etag());
        }
        return row;
    }

    private static String line(CommandRun run, Entry entry) {
        String path = Words.clean(entry.path());
        if (!run.has("-l")) {
            return path;
        }
        return entry.isFolder()
                ? "folder\t\t\t" + path
                : String.join(
                        "\t",
                        Words.size(entry.item().size()),
                        entry.item().lastModified().toString(),
                        Words.clean(entry.item().etag().replace("\"", "")),
                        path);
    }

    private static void size(CommandRun run) {
        String folder = folder(run);
        Map<String, long[]> sums = new TreeMap<>();
        sums.put(folder, new long[2]);
        for (Entry entry : remote(run).list(folder, true)) {
            for (String above = FileNames.folder(entry.path()); ; above = parent(above)) {
                long[] sum = sums.computeIfAbsent(above, path -> new long[2]);
                sum[0] += entry.item().size();
                sum[1]++;
                if (above.equals(folder) || above.isEmpty()) {
                    break;
                }
            }
        }
        sums.forEach((path, sum) -> {
            if (run.context().inJson()) {
                run.context()
                        .printJson(
                                Words.object()
                                        .put("path", path)
                                        .put("bytes", sum[0])
                                        .put("files", sum[1]));
            } else {
                run.context()
                        .print(
                                (run.has("--bytes") ? Long.toString(sum[0]) : Words.size(sum[0]))
                                        + "\t"
                                        + sum[1]
                                        + "\t"
                                        + FileNames.MARK
                                        + Words.clean(path));
            }
        });
    }

    private static String parent(String folder) {
        return FileNames.folder(folder.substring(0, folder.length() - 1));
    }

    private static void print(CommandRun run) {
        Metadata file = remote(run).require(run.parameter(), false);
        try (Download download = run.files().files().open(file.name())) {
            download.bytes().transferTo(System.out);
            System.out.flush();
        } catch (IOException e) {
            throw Failure.away("The connection broke off before all of the file was written.");
        }
    }

    private static void link(CommandRun run) {
        Duration lasting =
                Duration.ofSeconds(
                        run.has("--expires")
                                ? Words.seconds("--expires", run.text("--expires"))
                                : 3600);
        Link link =
                run.files()
                        .files()
                        .link(remote(run).require(run.parameter(), false).name(), lasting);
        run.tell(
                Words.object()
                        .put("url", link.url().toString())
                        .put("expires_in_seconds", link.expiresInSeconds()));
    }

    private static void remove(CommandRun run) {
        RemoteFiles remote = remote(run);
        List<Entry> doomed = new ArrayList<>();
        for (String given : run.parameters()) {
            String path = FileNames.path(given);
            if (run.has("-r") && (path.isEmpty() || path.endsWith("/"))) {
                doomed.addAll(remote.list(path, true));
            } else {
                doomed.add(entry(remote, remote.require(given, true)));
            }
        }
        if (doomed.isEmpty()) {
            throw Failure.refused("There is nothing to delete.");
        }
        run.context()
                .confirm(
                        counted(doomed)
                                + " will be deleted for good"
                                + (doomed.size() == 1
                                        ? ": " + Words.clean(doomed.getFirst().path()) + "."
                                        : "."));
        for (Entry entry : doomed) {
            run.files().files().delete(entry.item().name());
            run.done("Deleted " + FileNames.MARK + Words.clean(entry.path()));
        }
    }

    private static Entry entry(RemoteFiles remote, Metadata file) {
        return new Entry(
                file.name().substring(remote.userFolder().length()),
                new ObjectItem(file.name(), file.size(), file.lastModified(), file.etag()));
    }

    /** How many files they are, and how much. */
    static String counted(List<Entry> entries) {
        long bytes = entries.stream().mapToLong(entry -> entry.item().size()).sum();
        return entries.size() + (entries.size() == 1 ? " file, " : " files, ") + Words.size(bytes);
    }
}
