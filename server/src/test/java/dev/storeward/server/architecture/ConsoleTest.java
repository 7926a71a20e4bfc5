package dev.storeward.server.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A screen shows what the core answers and sends on what a form asks for; nothing else. */
class ConsoleTest {
    private static final String CONSOLE = "dev.storeward.server.console..";
    private static final String[] SHARED = {
        "dev.storeward.server.console.page..", "dev.storeward.server.console.session.."
    };

    private static final DescribedPredicate<JavaClass> IN_SHARED = resideInAnyPackage(SHARED);

    private static final ArchRule KINDS =
            classes()
                    .that(resideInAPackage(CONSOLE))
                    .and(not(IN_SHARED))
                    .and()
                    .areTopLevelClasses()
                    .and()
                    .doNotHaveSimpleName("package-info")
                    .should()
                    .haveNameMatching(".*(Routes|View|Reader|Mapper|Wiring)");

    private static final ArchRule STRANGERS =
            slices().matching("dev.storeward.server.console.(*)..")
                    .should()
                    .notDependOnEachOther()
                    .ignoreDependency(alwaysTrue(), IN_SHARED);

    private static final ArchRule ONLY_WIRED =
            noClasses()
                    .that(resideInAPackage("dev.storeward.."))
                    .and(not(resideInAPackage(CONSOLE)))
                    .and(not(simpleNameEndingWith("Wiring")))
                    .should()
                    .dependOnClassesThat(resideInAPackage(CONSOLE));

    private static final ArchRule NO_DOOR_AND_NO_DATABASE =
            noClasses()
                    .that(resideInAPackage(CONSOLE))
                    .and(not(simpleNameEndingWith("Wiring")))
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage(
                                            "dev.storeward.server.api..", "dev.storeward.core.db..")
                                    .and(
                                            describe(
                                                    "are more than a change made alone",
                                                    type ->
                                                            !type.getSimpleName()
                                                                    .equals("InSameTransaction"))));

    private static final ArchRule NO_AUTHORISATION =
            noClasses()
                    .that(resideInAPackage(CONSOLE))
                    .should()
                    .accessTargetWhere(
                            describe(
                                    "it decides what a caller may do",
                                    (JavaAccess<?> access) ->
                                            (access.getTargetOwner().isEquivalentTo(Caller.class)
                                                            && access.getName()
                                                                    .startsWith("require"))
                                                    || (access.getTargetOwner()
                                                                    .isEquivalentTo(Role.class)
                                                            && !access.getName()
                                                                    .endsWith("ireName"))));

    @Test
    @DisplayName("a screen is routes, views, readers and mappers")
    void kindsOfClass() {
        House.keeps(KINDS);
        House.refuses(
                KINDS, "package dev.storeward.server.console.tenants; class TenantService {}");
    }

    @Test
    @DisplayName("no screen knows another, and only the wiring knows the console")
    void screensStandAlone() {
        House.keeps(STRANGERS);
        House.keeps(ONLY_WIRED);
        String one = "package dev.storeward.server.console.one; public class OneView {}";
        House.refuses(
                STRANGERS,
                one,
                "package dev.storeward.server.console.two; class TwoView { dev.storeward.server.console.one.OneView one; }");
        House.refuses(
                ONLY_WIRED,
                one,
                "package dev.storeward.server.http; class Known { dev.storeward.server.console.one.OneView one; }");
    }

    @Test
    @DisplayName("the console calls the core, no door and no database")
    void theCoreIsCalled() {
        House.keeps(NO_DOOR_AND_NO_DATABASE);
        House.refuses(
                NO_DOOR_AND_NO_DATABASE,
                "package dev.storeward.server.console.one; class OneRoutes { dev.storeward.core.db.Tx tx; }");
    }

    @Test
    @DisplayName("the console does not decide what a caller may do")
    void theCoreDecides() {
        House.keeps(NO_AUTHORISATION);
        House.refuses(
                NO_AUTHORISATION,
                """
                package dev.storeward.server.console.one;
                class OneRoutes {
                    void pass(dev.storeward.core.access.Caller caller) { caller.requireSuperAdmin(); }
                }
                """);
    }
}
