package dev.storeward.server.architecture;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The core's features build on each other in one order, and so do the parts of backends. */
class FeaturesTest {
    private static final ArchRule FEATURES =
            slices().matching("dev.storeward.core.(*)..").should().beFreeOfCycles();
    private static final ArchRule PARTS_OF_BACKENDS =
            slices().matching("dev.storeward.core.backend.(*)..").should().beFreeOfCycles();

    @Test
    @DisplayName("the core's features form no cycle")
    void featuresFormNoCycle() {
        House.keeps(FEATURES);
        House.keeps(PARTS_OF_BACKENDS);
    }

    @Test
    @DisplayName("two features that know each other are refused")
    void circlesAreRefused() {
        House.refuses(FEATURES, circle("dev.storeward.core."));
        House.refuses(PARTS_OF_BACKENDS, circle("dev.storeward.core.backend."));
    }

    private static String[] circle(String home) {
        return new String[] {
            "package " + home + "one; public class One { " + home + "two.Two two; }",
            "package " + home + "two; public class Two { " + home + "one.One one; }"
        };
    }
}
