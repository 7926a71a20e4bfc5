package dev.storeward.server.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.architecture.Sources.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** THREAT-MODEL.md names what there is: tests that hold a defence, classes, settings. */
class ThreatModelTest {
    private static final Pattern TYPE = Pattern.compile("`([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)`");
    private static final Pattern TEST = Pattern.compile("`([A-Z][A-Za-z0-9]*(?:Test|Contract))`");
    private static final Pattern SETTING = Pattern.compile("STOREWARD_[A-Z0-9_]+");
    private static final int DEFENDED_BY = 2;
    private static final int HELD_BY = 3;
    private static final int CELLS = 4;

    private static final List<Source> SOURCES = Sources.all();

    @Test
    @DisplayName("a defence is held by a test that there is, or is a gap and says so")
    void everyDefenceIsHeldByATest() {
        assertThat(heldByNothing(threatModel())).isEmpty();
    }

    @Test
    @DisplayName("the classes that are named as a defence are there")
    void everyDefenceIsThere() {
        assertThat(rows(threatModel())).hasSizeGreaterThan(80);
        assertThat(missingDefences(threatModel())).isEmpty();
    }

    @Test
    @DisplayName("the settings that are named are read")
    void everySettingIsRead() {
        assertThat(unknownSettings(threatModel())).isEmpty();
    }

    @Test
    @DisplayName("every attacker that security is about has a table")
    void everyAttackerHasATable() {
        assertThat(threatModel().lines().filter(line -> line.startsWith("### ")))
                .contains(
                        "### A stranger on the network",
                        "### A trusted proxy's client",
                        "### A member",
                        "### A supervisor",
                        "### A tenant with a bucket of their own",
                        "### A holder of a stolen key",
                        "### A holder of a stolen link",
                        "### A thief of the database",
                        "### A thief of the master key file",
                        "### An operator of a bucket",
                        "### Somebody on the same machine");
    }

    @Test
    @DisplayName("a test, a class and a setting that are not there, and a row without, are found")
    void whatIsNotThereIsFound() {
        String invented =
                """
                | goal | defence | in | held by |
                |---|---|---|---|
                | a | b | `ObjectTable`, `Fortress` | `CanaryTest`, `FortressTest` |
                | c | `STOREWARD_PROT` | — | nothing |
                | d | e | — | gap: nothing holds it |
                """;
        assertThat(heldByNothing(invented))
                .containsExactly("a: there is no FortressTest", "c: held by nothing");
        assertThat(missingDefences(invented)).containsExactly("a: there is no Fortress");
        assertThat(unknownSettings(invented)).containsExactly("STOREWARD_PROT");
    }

    private static List<String> heldByNothing(String page) {
        Set<String> tests = types(source -> source.path().matches(".*(Test|Contract)\\.java"));
        List<String> found = new ArrayList<>();
        for (List<String> row : rows(page)) {
            List<String> named = named(TEST, row.get(HELD_BY));
            named.stream()
                    .filter(name -> !tests.contains(name))
                    .forEach(name -> found.add(row.getFirst() + ": there is no " + name));
            if (named.isEmpty() && !row.get(HELD_BY).startsWith("gap: ")) {
                found.add(row.getFirst() + ": held by nothing");
            }
        }
        return found;
    }

    private static List<String> missingDefences(String page) {
        Set<String> types = types(Source::isMain);
        List<String> found = new ArrayList<>();
        for (List<String> row : rows(page)) {
            named(TYPE, row.get(DEFENDED_BY)).stream()
                    .filter(name -> !types.contains(name))
                    .forEach(name -> found.add(row.getFirst() + ": there is no " + name));
        }
        return found;
    }

    private static List<String> unknownSettings(String page) {
        String known =
                SOURCES.stream()
                        .filter(source -> source.path().endsWith("/config/Variables.java"))
                        .findFirst()
                        .orElseThrow()
                        .text();
        return SETTING.matcher(page)
                .results()
                .map(found -> found.group())
                .filter(name -> !known.contains('"' + name + '"'))
                .distinct()
                .toList();
    }

    /** The rows of the tables of four columns, but for their heads. */
    private static List<List<String>> rows(String page) {
        return page.lines()
                .filter(line -> line.startsWith("| ") && line.endsWith(" |"))
                .map(line -> List.of(line.substring(2, line.length() - 2).split(" \\| ", -1)))
                .filter(cells -> cells.size() == CELLS && !cells.getFirst().equals("goal"))
                .toList();
    }

    private static List<String> named(Pattern pattern, String cell) {
        Matcher matcher = pattern.matcher(cell);
        List<String> names = new ArrayList<>();
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    private static Set<String> types(Predicate<Source> which) {
        return SOURCES.stream().filter(which).map(Source::typeName).collect(Collectors.toSet());
    }

    private static String threatModel() {
        try {
            return Files.readString(Sources.root().resolve("THREAT-MODEL.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
