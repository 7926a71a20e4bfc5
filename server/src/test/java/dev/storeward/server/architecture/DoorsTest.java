package dev.storeward.server.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.lang.ArchRule;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.db.Sql;
import dev.storeward.server.architecture.Sources.Source;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A door words an API and does nothing else. */
class DoorsTest {
    private static final String DOORS = "dev.storeward.server.api..";
    private static final Pattern OF_DATABASE =
            Pattern.compile("\\bdev\\.storeward\\.core\\.db\\.\\w+");

    private static final ArchRule FIVE_KINDS =
            classes()
                    .that(resideInAPackage(DOORS))
                    .and()
                    .areTopLevelClasses()
                    .and()
                    .doNotHaveSimpleName("package-info")
                    .should()
                    .haveNameMatching(".*(Routes|Json|Reader|Mapper|Errors)");

    private static final ArchRule WIRE_RECORDS_STAY =
            classes()
                    .that(simpleNameEndingWith("Json"))
                    .and(resideInAPackage(DOORS))
                    .should()
                    .notBePublic();

    private static final ArchRule STRANGERS =
            slices().matching("dev.storeward.server.api.(*)..").should().notDependOnEachOther();

    private static final ArchRule ONLY_WIRED =
            noClasses()
                    .that(resideInAPackage("dev.storeward.."))
                    .and(not(resideInAPackage(DOORS)))
                    .and(not(simpleNameEndingWith("Wiring")))
                    .should()
                    .dependOnClassesThat(resideInAPackage(DOORS));

    /** {@code InSameTransaction} is handed through by {@code Mutations}, and never looked into. */
    private static final ArchRule NO_TRANSACTIONS =
            noClasses()
                    .that(resideInAPackage(DOORS))
                    .should()
                    .callMethodWhere(
                            describe(
                                    "it takes part in a transaction",
                                    (JavaCall<?> call) ->
                                            call.getTargetOwner()
                                                            .isAssignableTo(InSameTransaction.class)
                                                    || call
                                                            .getTarget()
                                                            .getRawParameterTypes()
                                                            .stream()
                                                            .anyMatch(type ->
                                                                    type.isEquivalentTo(
                                                                            Sql.class))));

    private static final ArchRule NO_AUTHORISATION =
            noClasses()
                    .that(resideInAPackage(DOORS))
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
    @DisplayName("a door is routes, wire records, readers, mappers and errors")
    void fiveKindsOfClass() {
        House.keeps(FIVE_KINDS);
        House.keeps(WIRE_RECORDS_STAY);
    }

    @Test
    @DisplayName("another kind of class, and a public wire record, are refused")
    void otherKindsAreRefused() {
        House.refuses(FIVE_KINDS, "package dev.storeward.server.api.files; class FilesService {}");
        House.refuses(
                WIRE_RECORDS_STAY,
                "package dev.storeward.server.api.files; public record PlantedJson(String name) {}");
    }

    @Test
    @DisplayName("no door knows another, and only the wiring knows the doors")
    void doorsStandAlone() {
        House.keeps(STRANGERS);
        House.keeps(ONLY_WIRED);
    }

    @Test
    @DisplayName("a door that knows another, and what else knows a door, are refused")
    void acquaintancesAreRefused() {
        String one = "package dev.storeward.server.api.one; public class OneMapper {}";
        House.refuses(
                STRANGERS,
                one,
                "package dev.storeward.server.api.two; class TwoMapper { dev.storeward.server.api.one.OneMapper one; }");
        House.refuses(
                ONLY_WIRED,
                one,
                "package dev.storeward.server.http; class Known { dev.storeward.server.api.one.OneMapper one; }");
    }

    @Test
    @DisplayName("a door composes no transaction and knows no database")
    void doorsComposeNoTransaction() {
        House.keeps(NO_TRANSACTIONS);
        assertThat(
                        Sources.breaches(
                                source -> source.path().contains("/dev/storeward/server/api/"),
                                DoorsTest::ofDatabase))
                .isEmpty();
    }

    @Test
    @DisplayName("a door that writes beside a change is refused")
    void composedTransactionsAreRefused() {
        String planted =
                """
                package dev.storeward.server.api.files;
                import dev.storeward.core.db.InSameTransaction;
                class FilesRoutes {
                    InSameTransaction<String> both(InSameTransaction<String> kept) {
                        return (sql, made) -> kept.in(sql, made);
                    }
                }
                """;
        House.refuses(NO_TRANSACTIONS, planted);
        assertThat(ofDatabase(new Source("FilesRoutes.java", planted)))
                .containsExactly("dev.storeward.core.db.InSameTransaction");
    }

    @Test
    @DisplayName("a door does not decide what a caller may do")
    void doorsDoNotAuthorise() {
        House.keeps(NO_AUTHORISATION);
    }

    @Test
    @DisplayName("a door that asks for a role is refused")
    void decisionsAreRefused() {
        House.refuses(
                NO_AUTHORISATION,
                """
                package dev.storeward.server.api.files;
                class FilesRoutes {
                    void pass(dev.storeward.core.access.Caller caller) { caller.requireSuperAdmin(); }
                }
                """);
        House.refuses(
                NO_AUTHORISATION,
                """
                package dev.storeward.server.api.files;
                import dev.storeward.core.access.*;
                class FilesMapper {
                    boolean may(Caller caller) { return caller.role() == Role.SUPERVISOR; }
                }
                """);
    }

    private static List<String> ofDatabase(Source source) {
        return Sources.matches(OF_DATABASE, source.code());
    }
}
