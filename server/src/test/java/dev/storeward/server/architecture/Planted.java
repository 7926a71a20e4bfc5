package dev.storeward.server.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Classes that break a rule on purpose, compiled from text so that they can lie in any package. */
final class Planted {
    private static final Pattern NAME =
            Pattern.compile(
                    "package ([\\w.]+);.*?(?:class|record|interface|enum) (\\w+)", Pattern.DOTALL);

    private Planted() {}

    static JavaClasses classes(String... sources) {
        try {
            Path folder =
                    Files.createTempDirectory(
                            Files.createDirectories(Path.of("target")).toAbsolutePath(), "planted");
            List<String> arguments =
                    new ArrayList<>(
                            List.of(
                                    "-proc:none",
                                    "-cp",
                                    System.getProperty(
                                            "surefire.test.class.path",
                                            System.getProperty("java.class.path")),
                                    "-d",
                                    folder.resolve("classes").toString()));
            for (String source : sources) {
                arguments.add(written(folder, source).toString());
            }
            JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
            if (compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
                throw new IllegalArgumentException("What was planted does not compile.");
            }
            return new ClassFileImporter().importPath(folder.resolve("classes"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path written(Path folder, String source) throws IOException {
        Matcher name = NAME.matcher(source);
        if (!name.find()) {
            throw new IllegalArgumentException("A package and a type are required: " + source);
        }
        Path file =
                folder.resolve(name.group(1).replace('.', '/')).resolve(name.group(2) + ".java");
        Files.createDirectories(file.getParent());
        return Files.writeString(file, source);
    }
}
