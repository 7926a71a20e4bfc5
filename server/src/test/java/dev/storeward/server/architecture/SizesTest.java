package dev.storeward.server.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.architecture.Sources.Source;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What can be taken in at one look: 20 files a package, 300 lines a file, tests too. */
class SizesTest {
    private static final int FILES = 20;
    private static final int LINES = 300;

    @Test
    @DisplayName("no package has more than 20 files")
    void packagesAreSmall() {
        assertThat(crowded(Sources.all())).isEmpty();
    }

    @Test
    @DisplayName("no file has more than 300 lines")
    void filesAreShort() {
        assertThat(tooLong(Sources.all())).isEmpty();
    }

    @Test
    @DisplayName("a package of 21 files and a file of 301 lines are refused")
    void largerOnesAreRefused() {
        Source most = new Source("core/src/test/java/a/Planted.java", "\n".repeat(LINES));
        Source more = new Source("core/src/test/java/a/Planted.java", "\n".repeat(LINES + 1));
        assertThat(tooLong(List.of(most))).isEmpty();
        assertThat(tooLong(List.of(more))).hasSize(1);
        assertThat(crowded(Collections.nCopies(FILES, most))).isEmpty();
        assertThat(crowded(Collections.nCopies(FILES + 1, most)))
                .containsExactly("core/src/test/java/a: 21 files");
    }

    private static List<String> crowded(List<Source> sources) {
        Map<String, Long> files =
                sources.stream()
                        .collect(Collectors.groupingBy(Source::folder, Collectors.counting()));
        return files.entrySet().stream()
                .filter(folder -> folder.getValue() > FILES)
                .map(folder -> folder.getKey() + ": " + folder.getValue() + " files")
                .sorted()
                .toList();
    }

    private static List<String> tooLong(List<Source> sources) {
        return sources.stream()
                .filter(source -> source.lines() > LINES)
                .map(source -> source.path() + ": " + source.lines() + " lines")
                .sorted()
                .toList();
    }
}
