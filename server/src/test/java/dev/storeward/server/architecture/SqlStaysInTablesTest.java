package dev.storeward.server.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SQL is written and run in {@code core.db} and in {@code *Table} classes, nowhere else. */
class SqlStaysInTablesTest {
    /** What sets up databases of its own: the embedded server, the tests' and the load's. */
    private static final Set<String> OTHER_DATABASES =
            Set.of("embedded-postgres", "testkit", "bench");

    /** Comments, and what is quoted: a text block, a string, a character. */
    private static final Pattern NO_CODE =
            Pattern.compile(
                    "//[^\\n]*+|/\\*.*?\\*/|\"\"\"(?<block>.*?)\"\"\"|\"(?<string>[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"|'(?:\\\\.|[^'\\\\])[^']*+'",
                    Pattern.DOTALL);

    /** Keywords as the house writes them, which no sentence has in capitals. */
    private static final Pattern IN_CAPITALS =
            Pattern.compile(
                    "^\\s*(WITH|UPDATE|LOCK TABLE|SET (LOCAL|TRANSACTION)|FROM|WHERE|AND|JOIN|VALUES|LIMIT)\\s"
                            + "|\\b(SELECT|INSERT INTO|DELETE FROM|UPDATE \\w+ SET|(LEFT|CROSS) JOIN|ORDER BY"
                            + "|GROUP BY|FOR (UPDATE|SHARE)|ON CONFLICT|RETURNING|IS (NOT )?NULL)\\b");

    /** The shape of a statement in small letters, and calls that only a database knows. */
    private static final Pattern IN_SMALL_LETTERS =
            Pattern.compile(
                    "^\\s*(select\\s.+\\sfrom\\s+\\w+\\s*($|where\\s|order\\s+by|limit\\s|join\\s|,)"
                            + "|select\\s+\\d|insert\\s+into\\s+\\w+\\s*(\\(|values|select)"
                            + "|update\\s+\\w+\\s+set\\s+\\w+\\s*=|delete\\s+from\\s+\\w+\\s*($|where\\s))"
                            + "|\\b(sw|pg)_\\w+\\(|\\binterval '",
                    Pattern.DOTALL);

    private static final Pattern DECLARED = Pattern.compile("\\bSql\\s+(\\w+)\\s*[,);=]");
    private static final String RUNS = "\\s*(\\.|::)\\s*(list|first|one|update)\\b";

    @Test
    @DisplayName("SQL is written and run in core.db and the tables only")
    void sqlStaysInTables() throws IOException {
        assertThat(breaches(Path.of(".."))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "var rows = sql.list(STATEMENT, row -> true);",
                "void f(Sql database) { database\n        .update(STATEMENT); }",
                "tx.run(sql::update);",
                "String s = \"SELECT id FROM file WHERE id = ?\";",
                "String s = \"\"\"\n  UPDATE file SET name = ?\n  WHERE id = ?\n  \"\"\";",
                "String s = \"delete from file where id = ?\";",
                "String s = HEAD + \" WHERE id = ?\";",
                "String s = \"sw_now() + interval '2 minutes'\";",
            })
    @DisplayName("a statement, a piece of one and a call that runs one are found")
    void aPlantedBreachIsFound(String planted) {
        assertThat(breachesOf("Planted.java", "class Planted {\n" + planted + "\n}"))
                .isNotEmpty()
                .allMatch(breach -> breach.startsWith("Planted.java:"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "throw invalid(\"Select another backend from the list, where there is one.\");",
                "throw invalid(\"Cannot update a file from here. Delete from the folder first.\");",
                "String s = \"insert into the form\" + \"select one from those below\";",
                "String s = \"GET /files, DELETE /files and the values of the limit\";",
                "/** Runs {@code sql.update(\"DELETE FROM file\")}. */ // SELECT 1",
                "audit.record(sql, caller); KeyTable.update(sql, id); new Sql.Json(text);",
                "char quote = '\"'; files.list(folder); digest.update(bytes); char other = '\"';",
            })
    @DisplayName("a sentence, a comment and a call of a table are no SQL")
    void wordsAreNoStatements(String harmless) {
        assertThat(breachesOf("Harmless.java", "class Harmless {\n" + harmless + "\n}")).isEmpty();
    }

    /** What breaks the rule below a root of the repository, as file, line and text. */
    static List<String> breaches(Path root) throws IOException {
        List<String> found = new ArrayList<>();
        int read = 0;
        try (Stream<Path> modules = Files.list(root)) {
            for (Path module : modules.sorted().toList()) {
                Path sources = module.resolve("src/main/java");
                if (Files.isDirectory(sources)
                        && !OTHER_DATABASES.contains(module.getFileName().toString())) {
                    for (Path file : bound(sources)) {
                        found.addAll(
                                breachesOf(
                                        root.relativize(file).toString(), Files.readString(file)));
                        read++;
                    }
                }
            }
        }
        assertThat(read).as("sources below " + root.toAbsolutePath()).isGreaterThan(100);
        return found;
    }

    private static List<Path> bound(Path sources) {
        Path database = sources.resolve("dev/storeward/core/db");
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().endsWith("Table.java"))
                    .filter(file -> !file.startsWith(database))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> breachesOf(String file, String source) {
        List<String> found = new ArrayList<>();
        StringBuilder code = new StringBuilder(source.length());
        Matcher part = NO_CODE.matcher(source);
        int end = 0;
        while (part.find()) {
            code.append(source, end, part.start());
            // As long as what it stands for, so that places stay the same.
            code.append(part.group().replaceAll("[^\\n]", " "));
            end = part.end();
            String block = part.group("block");
            String text = block == null ? part.group("string") : block;
            if (text != null
                    && (IN_CAPITALS.matcher(text).find()
                            || IN_SMALL_LETTERS.matcher(text).find())) {
                found.add(at(file, source, part.start(), text.strip()));
            }
        }
        code.append(source, end, source.length());
        for (String name : namesOfSql(code)) {
            Matcher call = Pattern.compile("\\b" + name + RUNS).matcher(code);
            while (call.find()) {
                found.add(at(file, source, call.start(), call.group()));
            }
        }
        return found;
    }

    private static Set<String> namesOfSql(CharSequence code) {
        Set<String> names = new TreeSet<>(Set.of("sql"));
        Matcher declared = DECLARED.matcher(code);
        while (declared.find()) {
            names.add(declared.group(1));
        }
        return names;
    }

    private static String at(String file, String source, int place, String text) {
        long line = source.substring(0, place).chars().filter(c -> c == '\n').count() + 1;
        return file + ":" + line + ": " + text.lines().findFirst().orElse("");
    }
}
