package dev.storeward.cli.files;

import static dev.storeward.cli.command.CommandBuilder.flag;
import static dev.storeward.cli.command.CommandBuilder.named;
import static dev.storeward.cli.command.CommandBuilder.number;
import static dev.storeward.cli.command.CommandBuilder.option;
import static dev.storeward.cli.command.CommandBuilder.parameters;
import static dev.storeward.cli.command.CommandBuilder.tenant;

import dev.storeward.cli.command.CommandRun;
import dev.storeward.cli.command.Context;
import dev.storeward.cli.command.Failure;
import dev.storeward.cli.command.Words;
import dev.storeward.cli.files.Carrier.Down;
import dev.storeward.cli.files.Carrier.Up;
import dev.storeward.cli.files.RemoteFiles.Entry;
import dev.storeward.client.files.Metadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

/** Copies files to the server and from it. */
public final class CopyCommand {
    private CopyCommand() {}

    public static CommandLine of(Context context) {
        return named(
                        "cp",
                        "Copy files to the server or from it; what begins with sw: is there.",
                        "What broke off goes on when the same command is given again.")
                .takes(
                        parameters(
                                "PLACE",
                                "2..*",
                                "What to copy, and last where to: sw:FOLDER/, sw:NAME, a folder"
                                        + " or a file."),
                        flag("-r", "Folders with all that is below.", "--recursive"))
                .takes(options())
                .takes(tenant())
                .does(context, CopyCommand::copy);
    }

    /** Options of everything that carries files. */
    static ArgSpec[] options() {
        return new ArgSpec[] {
            number(
                    "--parallel",
                    "count",
                    "Files at a time, or parts of one that is fetched; 1 to 64, 4 by default."),
            option("--category", "category", "data_source, profile_image or general."),
            option("--backend", "name", "The backend that what is sent goes to.")
        };
    }

    private static void copy(CommandRun run) {
        List<String> places = run.parameters();
        List<String> from = places.subList(0, places.size() - 1);
        String to = places.getLast();
        long remote = from.stream().filter(FileNames::isRemote).count();
        if (remote != 0 && remote != from.size()) {
            throw Failure.usage("Copy either to the server or from it: not all begin with sw:.");
        }
        if ((remote == 0) != FileNames.isRemote(to)) {
            throw Failure.usage(
                    "One side must begin with "
                            + FileNames.MARK
                            + ", such as: cp a.txt "
                            + FileNames.MARK);
        }
        try {
            if (remote == 0) {
                List<Up> files = new ArrayList<>();
                for (String one : from) {
                    gather(run, one, FileNames.path(to), from.size() > 1, files);
                }
                new Carrier(run, FileCommands.remote(run)).send(files);
            } else {
                RemoteFiles there = FileCommands.remote(run);
                List<Down> files = new ArrayList<>();
                for (String one : from) {
                    gather(run, there, one, Path.of(to), from.size() > 1, files);
                }
                new Carrier(run, there).fetch(files);
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    static Failure unreadable(IOException e) {
        return Failure.usage(
                "A file cannot be read or written: " + Words.clean(String.valueOf(e.getMessage())));
    }

    private static void gather(
            CommandRun run, String from, String to, boolean several, List<Up> files)
            throws IOException {
        Path path = Path.of(from);
        String name = String.valueOf(path.toAbsolutePath().normalize().getFileName());
        if (Files.isDirectory(path)) {
            if (!run.has("-r")) {
                throw Failure.usage(from + " is a folder: say -r to copy it.");
            }
            String folder = to.isEmpty() || to.endsWith("/") ? to : to + "/";
            LocalFiles.below(path)
                    .forEach((relative, file) ->
                            files.add(
                                    new Up(
                                            file,
                                            folder + name + "/" + FileNames.folder(relative),
                                            FileNames.last(relative))));
        } else if (Files.isRegularFile(path)) {
            boolean intoFolder = several || to.isEmpty() || to.endsWith("/");
            String folder = !intoFolder || to.isEmpty() || to.endsWith("/") ? to : to + "/";
            files.add(
                    intoFolder
                            ? new Up(path, folder, name)
                            : new Up(path, FileNames.folder(to), FileNames.last(to)));
        } else {
            throw Failure.usage(from + " is not there.");
        }
    }

    private static void gather(
            CommandRun run,
            RemoteFiles there,
            String from,
            Path to,
            boolean several,
            List<Down> files) {
        String path = FileNames.path(from);
        if (path.isEmpty() || path.endsWith("/")) {
            if (!run.has("-r")) {
                throw Failure.usage(from + " is a folder: say -r to copy it.");
            }
            for (Entry entry : there.list(path, true)) {
                files.add(
                        new Down(
                                metadata(entry),
                                LocalFiles.under(to, entry.path().substring(path.length()))));
            }
            return;
        }
        Metadata file = there.require(from, false);
        boolean intoFolder = several || Files.isDirectory(to) || to.toString().isEmpty();
        files.add(
                new Down(
                        file,
                        intoFolder
                                ? LocalFiles.under(to, FileNames.plain(FileNames.last(file.name())))
                                : to));
    }

    static Metadata metadata(Entry entry) {
        return new Metadata(
                entry.item().name(),
                entry.item().size(),
                "",
                entry.item().lastModified(),
                entry.item().etag());
    }
}
