package dev.storeward.server.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rows, places and credentials of backends are that feature's own. */
class BackendRoomsTest {
    private static final ArchRule ROOMS =
            noClasses()
                    .that(resideInAPackage("dev.storeward.."))
                    .and(not(resideInAPackage("dev.storeward.core.backend..")))
                    .and(not(simpleNameEndingWith("Wiring")))
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage(
                                    "dev.storeward.core.backend.record..",
                                    "dev.storeward.core.backend.location..",
                                    "dev.storeward.core.backend.credential.."));

    @Test
    @DisplayName("what lies behind backends is used inside core.backend only")
    void roomsAreClosed() {
        House.keeps(ROOMS);
    }

    @Test
    @DisplayName("a feature that reads backends' rows is refused")
    void visitorsAreRefused() {
        House.refuses(
                ROOMS,
                """
                package dev.storeward.core.placement;
                class Planted { dev.storeward.core.backend.record.BackendTable rows; }
                """);
    }
}
