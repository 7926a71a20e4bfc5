package dev.storeward.testkit.s3a;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Carries out the commands of a file, a line each with words between single spaces, and prints what
 * came of them:
 *
 * <pre>
 * write FILE URI                     lines of {@code id,city,amount,note} as a Parquet file
 * groups URI                         prints how many row groups it has, and how many rows
 * read URI COLUMN CITY FROM FILE     one column of the rows of a city with ids from there on
 * list URI                           prints name and length of what is there, in the order of names
 * mkdirs|delete URI, rename URI URI  prints whether it was done; folders with what is in them
 * </pre>
 *
 * Its arguments are the file and settings of Hadoop, such as {@code fs.s3a.path.style.access=true}.
 * The first failure ends it with a stack trace and a status that is not 0.
 */
public final class Main {
    private final Configuration settings;
    private final PrintStream out;

    private Main(Configuration settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    public static void main(String[] arguments) throws IOException {
        Configuration settings = new Configuration();
        for (String argument : List.of(arguments).subList(1, arguments.length)) {
            String[] named = argument.split("=", 2);
            settings.set(named[0], named[1]);
        }
        Main main = new Main(settings, System.out);
        for (String line : Files.readAllLines(local(arguments[0]))) {
            main.run(line.split(" ", -1));
        }
        FileSystem.closeAll();
    }

    private void run(String[] words) throws IOException {
        Path path = new Path(words[1]);
        switch (words[0]) {
            case "write" -> new Table(settings, new Path(words[2])).write(local(words[1]));
            case "groups" -> out.println(new Table(settings, path).shape());
            case "read" ->
                    new Table(settings, path)
                            .read(words[2], words[3], Long.parseLong(words[4]), local(words[5]));
            case "list" -> list(path);
            case "mkdirs" -> out.println(path.getFileSystem(settings).mkdirs(path));
            case "delete" -> out.println(path.getFileSystem(settings).delete(path, true));
            case "rename" ->
                    out.println(path.getFileSystem(settings).rename(path, new Path(words[2])));
            default -> throw new IllegalArgumentException(words[0] + " is no command.");
        }
    }

    private static java.nio.file.Path local(String name) {
        return java.nio.file.Path.of(name);
    }

    private void list(Path folder) throws IOException {
        FileStatus[] there = folder.getFileSystem(settings).listStatus(folder);
        Arrays.sort(there, Comparator.comparing(FileStatus::getPath));
        for (FileStatus one : there) {
            out.println(one.getPath().getName() + " " + one.getLen());
        }
    }
}
