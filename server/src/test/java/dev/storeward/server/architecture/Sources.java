package dev.storeward.server.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The Java sources of all modules, as text. */
final class Sources {
    private static final Pattern COMMENT =
            Pattern.compile("//[^\n]*|/\\*.*?\\*/|(\"(?:\\\\.|[^\"\\\\\n])*\")", Pattern.DOTALL);

    private Sources() {}

    /**
     * One file.
     *
     * @param path from the root of the repository, with slashes
     */
    record Source(String path, String text) {
        String module() {
            return path.substring(0, path.indexOf('/'));
        }

        String folder() {
            return path.substring(0, path.lastIndexOf('/'));
        }

        String typeName() {
            return path.substring(path.lastIndexOf('/') + 1, path.length() - ".java".length());
        }

        boolean isMain() {
            return path.contains("/src/main/java/");
        }

        long lines() {
            return text.lines().count();
        }

        /** The text without what is said about it. */
        String code() {
            return COMMENT.matcher(text).replaceAll(found -> found.group(1) == null ? "" : "$1");
        }
    }

    static List<Source> all() {
        Path root = root();
        try (Stream<Path> modules = Files.list(root)) {
            return modules.map(module -> module.resolve("src"))
                    .filter(Files::isDirectory)
                    .flatMap(src -> Stream.of(src.resolve("main/java"), src.resolve("test/java")))
                    .filter(Files::isDirectory)
                    .flatMap(Sources::javaIn)
                    .map(file -> new Source(slashed(root, file), read(file)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a rule finds in the main sources of some modules. */
    static List<String> breaches(Predicate<Source> where, Function<Source, List<String>> rule) {
        return all().stream()
                .filter(Source::isMain)
                .filter(where)
                .flatMap(source ->
                        rule.apply(source).stream().map(found -> source.path() + ": " + found))
                .toList();
    }

    /** The parts of a text that a pattern matches. */
    static List<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group()).toList();
    }

    /** The root of the repository. */
    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("mvnw"))) {
            Path parent = folder.getParent();
            if (parent == null) {
                throw new IllegalStateException("The tests run outside the repository.");
            }
            folder = parent;
        }
        return folder;
    }

    private static Stream<Path> javaIn(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String slashed(Path root, Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
