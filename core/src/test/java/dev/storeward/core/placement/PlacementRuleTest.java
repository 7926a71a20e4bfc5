package dev.storeward.core.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.Checks;
import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.core.file.Category;
import dev.storeward.core.placement.PlacementRule.Condition;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementRuleTest {
    private static PlacementRule sized(@Nullable Long min, @Nullable Long max) {
        return new PlacementRule(min, max, List.of(), List.of(), List.of(), null);
    }

    private static PlacementRule typed(String... types) {
        return new PlacementRule(null, null, List.of(), List.of(types), List.of(), null);
    }

    private static FileFacts file(long size, String type) {
        return FileFacts.of(size, type, Category.GENERAL, "");
    }

    @ParameterizedTest
    @CsvSource({"9,false", "10,true", "19,true", "20,false"})
    void theLeastSizeIsTakenAndTheGreatestIsNot(long size, boolean taken) {
        assertThat(sized(10L, 20L).takes(file(size, "text/csv"))).isEqualTo(taken);
    }

    @Test
    void aFileOfUnknownSizeMeetsOnlyWhatItsFirstBytesProve() {
        FileFacts unknown = new FileFacts(-1, 300, "text/csv", Category.GENERAL, "");

        assertThat(sized(300L, null).takes(unknown)).isTrue();
        assertThat(sized(301L, null).takes(unknown)).isFalse();
        assertThat(sized(null, 1_000_000L).takes(unknown)).isFalse();
        assertThat(sized(null, 1_000_000L).findings(unknown))
                .containsExactly(
                        new PlacementRule.Finding(
                                Condition.MAX_SIZE,
                                "The size is not known before the bytes have come; the rule takes"
                                        + " fewer than 1000000 bytes."));
    }

    @ParameterizedTest
    @CsvSource({
        "image/png,true",
        "text/csv,true",
        "text/plain,false",
        "imagery/png,false",
        "'',false",
        "image,false"
    })
    void aTypeIsMetWholeOrByItsHalf(String type, boolean taken) {
        assertThat(typed("image/*", "text/csv").takes(file(1, type))).isEqualTo(taken);
    }

    @Test
    void everyConditionMustBeMetAndAnyEntryMeetsItsCondition() {
        PlacementRule rule =
                new PlacementRule(
                        5L,
                        null,
                        List.of(Category.GENERAL, Category.DATA_SOURCE),
                        List.of("text/*"),
                        List.of("eu", "us"),
                        UUID.randomUUID());

        assertThat(rule.takes(FileFacts.of(5, "text/csv", Category.DATA_SOURCE, "us"))).isTrue();
        assertThat(rule.findings(FileFacts.of(4, "image/png", Category.PROFILE_IMAGE, "")))
                .containsExactly(
                        new PlacementRule.Finding(
                                Condition.MIN_SIZE,
                                "The file has 4 bytes; the rule takes 5 and more."),
                        new PlacementRule.Finding(
                                Condition.CATEGORIES,
                                "The category is profile_image; the rule takes general, data_source."),
                        new PlacementRule.Finding(
                                Condition.CONTENT_TYPES,
                                "The type is image/png; the rule takes text/*."),
                        new PlacementRule.Finding(
                                Condition.REGION_HINTS,
                                "No region was asked for; the rule takes eu, us."));
    }

    @Test
    void rulesAreKeptAsTheyAre() {
        List<PlacementRule> rules =
                List.of(
                        new PlacementRule(
                                5L,
                                6L,
                                List.of(Category.GENERAL),
                                List.of("text/*"),
                                List.of("eu"),
                                UUID.randomUUID()),
                        typed("image/png"));

        assertThat(RuleJson.read(RuleJson.write(rules))).isEqualTo(rules);
        assertThat(RuleJson.read("[]")).isEmpty();
    }

    private static Problem problemOf(List<PlacementRule> rules) {
        return Problems.of(() -> {
            Checks checks = new Checks();
            RuleChecks.check(rules, checks);
            checks.done();
        });
    }

    private static List<String> wrongFields(List<PlacementRule> rules) {
        return ((Problem.Invalid) problemOf(rules))
                .fields().stream().map(Problem.FieldProblem::field).toList();
    }

    @Test
    void everyWrongFieldIsNamedByItsRule() {
        assertThat(
                        wrongFields(
                                List.of(
                                        typed("text/csv"),
                                        sized(null, null),
                                        sized(-1L, null),
                                        sized(7L, 7L),
                                        sized(null, 0L),
                                        typed("text"),
                                        new PlacementRule(
                                                null,
                                                null,
                                                List.of(),
                                                List.of(),
                                                List.of("eu_west"),
                                                null))))
                .containsExactly(
                        "rules[1]",
                        "rules[2].min_size",
                        "rules[3].min_size",
                        "rules[4].max_size",
                        "rules[5].content_types",
                        "rules[6].region_hints");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "text/", "/csv", "TEXT/csv", "text/csv;charset=utf-8", "a b/c"})
    void aTypeThatIsNoneIsRefused(String type) {
        assertThat(wrongFields(List.of(typed(type)))).containsExactly("rules[0].content_types");
    }

    @Test
    void thereAreAtMostAHundredRulesWithFiftyEntriesACondition() {
        assertThat(wrongFields(Collections.nCopies(101, typed("text/csv"))))
                .containsExactly("rules");
        String[] many = Collections.nCopies(51, "text/csv").toArray(String[]::new);
        assertThat(wrongFields(List.of(typed(many)))).containsExactly("rules[0].content_types");
    }
}
