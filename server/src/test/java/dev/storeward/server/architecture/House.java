package dev.storeward.server.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;

/** The main classes of all modules, read once. */
final class House {
    private static final JavaClasses MAIN =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .withImportOption(location ->
                            !location.contains("storeward-testkit")
                                    && !location.contains("/testkit/target/"))
                    .importPackages("dev.storeward");

    private House() {}

    static void keeps(ArchRule rule) {
        rule.check(MAIN);
    }

    /** Shows that a rule fails where these sources are. */
    static void refuses(ArchRule rule, String... planted) {
        assertThat(rule.evaluate(Planted.classes(planted)).hasViolation())
                .as(rule.getDescription())
                .isTrue();
    }
}
