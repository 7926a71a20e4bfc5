package dev.storeward.server;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules of the house, as ARCHITECTURE.md gives them. */
class ArchitectureTest {
    private static JavaClasses house;

    @BeforeAll
    static void readTheHouse() {
        house =
                new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .withImportOption(location -> !location.contains("storeward-testkit"))
                        .importPackages("dev.storeward");
    }

    @Test
    @DisplayName("the SPI depends on nothing, a cloud's module on the SPI, the core on the SPI")
    void modulesPointInward() {
        check(
                noClasses()
                        .that(resideInAPackage("dev.storeward.store"))
                        .or(
                                resideInAnyPackage(
                                        "dev.storeward.store.local..",
                                        "dev.storeward.store.memory..",
                                        "dev.storeward.store.wrap..",
                                        "dev.storeward.store.outbound.."))
                        .should()
                        .dependOnClassesThat(
                                not(
                                        resideInAnyPackage(
                                                "dev.storeward.store..",
                                                "java..",
                                                "org.jspecify..",
                                                "org.slf4j.."))));
        check(
                noClasses()
                        .that(resideInAPackage("dev.storeward.store.s3.."))
                        .should()
                        .dependOnClassesThat(
                                resideInAnyPackage(
                                        "dev.storeward.core..",
                                        "dev.storeward.server..",
                                        "org.springframework..")));
        check(
                noClasses()
                        .that(resideInAPackage("dev.storeward.store.gcs.."))
                        .should()
                        .dependOnClassesThat(
                                resideInAnyPackage(
                                        "dev.storeward.core..",
                                        "dev.storeward.server..",
                                        "dev.storeward.store.s3..",
                                        "dev.storeward.store.azure..",
                                        "org.springframework..")));
        check(
                noClasses()
                        .that(resideInAPackage("dev.storeward.store.azure.."))
                        .should()
                        .dependOnClassesThat(
                                resideInAnyPackage(
                                        "dev.storeward.core..",
                                        "dev.storeward.server..",
                                        "dev.storeward.store.s3..",
                                        "org.springframework..")));
        check(
                noClasses()
                        .that(resideInAPackage("dev.storeward.core.."))
                        .should()
                        .dependOnClassesThat(
                                resideInAnyPackage(
                                        "dev.storeward.server..",
                                        "dev.storeward.store.s3..",
                                        "dev.storeward.store.azure..",
                                        "dev.storeward.store.gcs..",
                                        "dev.storeward.postgres..",
                                        "org.springframework..",
                                        "jakarta..",
                                        "org.apache.catalina..")));
    }

    @Test
    @DisplayName("the client command line knows a server by HTTP only")
    void theCommandLineStandsAlone() {
        check(
                noClasses()
                        .that(resideInAPackage("dev.storeward.cli.."))
                        .should()
                        .dependOnClassesThat(
                                resideInAPackage("dev.storeward..")
                                        .and(not(resideInAPackage("dev.storeward.cli..")))));
        check(
                noClasses()
                        .that(not(resideInAPackage("dev.storeward.cli..")))
                        .should()
                        .dependOnClassesThat(
                                resideInAnyPackage("dev.storeward.cli..", "picocli..")));
    }

    @Test
    @DisplayName("no door knows another, and only the wiring knows the doors")
    void doorsStandAlone() {
        check(slices().matching("dev.storeward.server.api.(*)..").should().notDependOnEachOther());
        check(
                noClasses()
                        .that(resideInAPackage("dev.storeward.."))
                        .and(not(resideInAPackage("dev.storeward.server.api..")))
                        .and(not(simpleNameEndingWith("Wiring")))
                        .should()
                        .dependOnClassesThat(resideInAPackage("dev.storeward.server.api..")));
    }

    @Test
    @DisplayName("a door is routes, wire records, readers, mappers and errors")
    void doorsHaveFiveKindsOfClass() {
        check(
                classes()
                        .that(resideInAPackage("dev.storeward.server.api.."))
                        .and()
                        .areTopLevelClasses()
                        .and()
                        .doNotHaveSimpleName("package-info")
                        .should()
                        .haveNameMatching(".*(Routes|Json|Reader|Mapper|Errors)"));
        check(
                classes()
                        .that(simpleNameEndingWith("Json"))
                        .and(resideInAPackage("dev.storeward.server.api.."))
                        .should()
                        .notBePublic());
    }

    @Test
    @DisplayName("an SDK stays in its module, SQL in the tables")
    void outsidersStayInTheirRooms() {
        check(
                noClasses()
                        .that(not(resideInAPackage("dev.storeward.store.s3..")))
                        .should()
                        .dependOnClassesThat(resideInAPackage("software.amazon..")));
        check(
                noClasses()
                        .that(not(resideInAPackage("dev.storeward.store.gcs..")))
                        .should()
                        .dependOnClassesThat(
                                resideInAnyPackage(
                                        "com.google.cloud..",
                                        "com.google.auth..",
                                        "com.google.api..")));
        check(
                noClasses()
                        .that(not(resideInAPackage("dev.storeward.store.azure..")))
                        .should()
                        .dependOnClassesThat(
                                resideInAnyPackage("com.azure..", "okhttp3..", "reactor..")));
        check(
                noClasses()
                        .that(resideInAnyPackage("dev.storeward.core..", "dev.storeward.server.."))
                        .and(not(resideInAPackage("dev.storeward.core.db..")))
                        .and(not(simpleNameEndingWith("Table")))
                        .should()
                        .dependOnClassesThat(resideInAPackage("java.sql..")));
    }

    @Test
    @DisplayName("the core's features form no cycle")
    void featuresFormNoCycle() {
        check(slices().matching("dev.storeward.core.(*)..").should().beFreeOfCycles());
    }

    @Test
    @DisplayName("only the wiring reads the environment and the clock")
    void timeAndEnvironmentArePassedIn() {
        check(
                noClasses()
                        .that(
                                resideInAnyPackage(
                                        "dev.storeward.core..",
                                        "dev.storeward.server..",
                                        "dev.storeward.store.."))
                        .and(not(simpleNameEndingWith("Wiring")))
                        .should()
                        .callMethod(System.class, "getenv")
                        .orShould()
                        .callMethod(System.class, "getenv", String.class)
                        .orShould()
                        .callMethod(System.class, "currentTimeMillis")
                        .orShould()
                        .callMethod(Instant.class, "now")
                        .orShould()
                        .callMethod(Clock.class, "systemUTC"));
    }

    @Test
    @DisplayName("names say what a thing is")
    void namesSayWhatAThingIs() {
        check(
                noClasses()
                        .that(resideInAPackage("dev.storeward.."))
                        .should()
                        .haveNameMatching(
                                ".*(Manager|Helper|Utils?|Impl|DTO|Entity|Provider)(\\$.*)?"));
        check(
                noClasses()
                        .that(resideInAPackage("dev.storeward.."))
                        .and()
                        .doNotHaveSimpleName("ObjectInfo")
                        .should()
                        .haveNameMatching(".*(Info|[a-z]Base)(\\$.*)?"));
    }

    @Test
    @DisplayName("secrets have no getter that a JSON writer would find")
    void nothingPublicAnswersASecretAsText() {
        check(
                methods()
                        .that()
                        .haveNameMatching("get.*(Secret|Password).*")
                        .should()
                        .notHaveRawReturnType(String.class)
                        .allowEmptyShould(true));
    }

    @Test
    @DisplayName("nothing keeps a secret as text but what a door is sent and answers")
    void secretsAreKeptAsSecrets() {
        check(
                fields().that()
                        .areDeclaredInClassesThat(
                                not(
                                        resideInAPackage("dev.storeward.testkit..")
                                                .or(
                                                        resideInAPackage(
                                                                        "dev.storeward.server.api..")
                                                                .and(
                                                                        nameMatching(
                                                                                ".*Json(\\$.*)?")))))
                        .and()
                        .areNotStatic()
                        .and()
                        .haveNameMatching(
                                "(?i).*(secret|password|passphrase|privateKey|secretKey|accessKey|accountKey|credential|authJson|sessionToken)")
                        .should()
                        .notHaveRawType(String.class));
    }

    @Test
    @DisplayName("what a door is sent or answers as a secret is not in its toString")
    void wireRecordsWithSecretsPrintThemselvesWithout() {
        check(
                classes()
                        .that(resideInAPackage("dev.storeward.server.api.."))
                        .and(nameMatching(".*Json\\$.*"))
                        .and(
                                describe(
                                        "hold a secret",
                                        type ->
                                                type.getFields().stream()
                                                        .filter(field ->
                                                                field.getRawType()
                                                                        .isEquivalentTo(
                                                                                String.class))
                                                        .anyMatch(field ->
                                                                field.getName()
                                                                        .matches(
                                                                                "(?i)key|.*(secret|secretAccessKey|secretKey|accessKeyId|accessKey|password|accountKey|authJson|authJsonContent)"))))
                        .should(declareItself("toString")));
    }

    private static ArchCondition<JavaClass> declareItself(String method) {
        return new ArchCondition<>("declare " + method) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                // The one the compiler gives a record reads no field by itself.
                boolean own =
                        type.getMethods().stream()
                                .anyMatch(m ->
                                        m.getName().equals(method)
                                                && m.getRawParameterTypes().isEmpty()
                                                && !m.getFieldAccesses().isEmpty());
                if (!own) {
                    events.add(
                            SimpleConditionEvent.violated(
                                    type, type.getName() + " prints its secret"));
                }
            }
        };
    }

    private static void check(ArchRule rule) {
        rule.check(house);
    }
}
