package dev.storeward.server.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which module may know which, and where the libraries of others stay. */
class ModulesTest {
    private static final ArchRule SPI =
            noClasses()
                    .that(resideInAPackage("dev.storeward.store"))
                    .or(
                            resideInAnyPackage(
                                    "dev.storeward.store.connector..",
                                    "dev.storeward.store.stream..",
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
                                            "org.slf4j..")));

    private static final ArchRule S3 = unknown("dev.storeward.store.s3..", "gcs", "azure");
    private static final ArchRule GCS = unknown("dev.storeward.store.gcs..", "s3", "azure");
    private static final ArchRule AZURE = unknown("dev.storeward.store.azure..", "s3", "gcs");

    private static final ArchRule CORE =
            noClasses()
                    .that(resideInAPackage("dev.storeward.core.."))
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage(
                                    "dev.storeward.server..",
                                    "dev.storeward.store.http..",
                                    "dev.storeward.store.s3..",
                                    "dev.storeward.store.azure..",
                                    "dev.storeward.store.gcs..",
                                    "dev.storeward.postgres..",
                                    "org.springframework..",
                                    "jakarta..",
                                    "org.apache.catalina.."));

    private static final ArchRule COMMAND_LINE =
            noClasses()
                    .that(resideInAPackage("dev.storeward.cli.."))
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("dev.storeward..")
                                    .and(
                                            not(
                                                    resideInAnyPackage(
                                                            "dev.storeward.cli..",
                                                            "dev.storeward.client.."))));

    private static final ArchRule CLIENT =
            noClasses()
                    .that(resideInAPackage("dev.storeward.client.."))
                    .should()
                    .dependOnClassesThat(
                            not(
                                    resideInAnyPackage(
                                            "dev.storeward.client..",
                                            "java..",
                                            "org.jspecify..",
                                            "tools.jackson..")));

    private static final ArchRule NO_COMMANDS =
            noClasses()
                    .that(not(resideInAPackage("dev.storeward.cli..")))
                    .should()
                    .dependOnClassesThat(resideInAnyPackage("dev.storeward.cli..", "picocli.."));

    private static final ArchRule AMAZON = only("dev.storeward.store.s3..", "software.amazon..");
    private static final ArchRule GOOGLE =
            only(
                    "dev.storeward.store.gcs..",
                    "com.google.cloud..",
                    "com.google.auth..",
                    "com.google.api..");
    private static final ArchRule MICROSOFT =
            only("dev.storeward.store.azure..", "com.azure..", "okhttp3..", "reactor..");

    private static final ArchRule JDBC =
            noClasses()
                    .that(resideInAnyPackage("dev.storeward.core..", "dev.storeward.server.."))
                    .and(not(resideInAPackage("dev.storeward.core.db..")))
                    .and(not(simpleNameEndingWith("Table")))
                    .should()
                    .dependOnClassesThat(resideInAPackage("java.sql.."));

    private static ArchRule unknown(String module, String one, String other) {
        return noClasses()
                .that(resideInAPackage(module))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(
                                "dev.storeward.core..",
                                "dev.storeward.server..",
                                "dev.storeward.store." + one + "..",
                                "dev.storeward.store." + other + "..",
                                "org.springframework.."));
    }

    private static ArchRule only(String module, String... packages) {
        return noClasses()
                .that(not(resideInAPackage(module)))
                .should()
                .dependOnClassesThat(resideInAnyPackage(packages));
    }

    @Test
    @DisplayName("the SPI depends on nothing, a cloud's module on the SPI, the core on the SPI")
    void modulesPointInward() {
        List.of(SPI, S3, GCS, AZURE, CORE).forEach(House::keeps);
    }

    @Test
    @DisplayName("a module that knows one further out is refused")
    void outwardKnowledgeIsRefused() {
        House.refuses(SPI, knowing("dev.storeward.store", "dev.storeward.core.Problem"));
        for (ArchRule cloud : List.of(S3, GCS, AZURE)) {
            House.refuses(
                    cloud,
                    knowing("dev.storeward.store.s3", "dev.storeward.core.Problem"),
                    knowing("dev.storeward.store.gcs", "dev.storeward.core.Problem"),
                    knowing("dev.storeward.store.azure", "dev.storeward.core.Problem"));
        }
        House.refuses(CORE, knowing("dev.storeward.core", "org.springframework.http.HttpMethod"));
    }

    @Test
    @DisplayName("the client command line knows a server by HTTP only, and nobody knows it")
    void theCommandLineStandsAlone() {
        List.of(COMMAND_LINE, CLIENT, NO_COMMANDS).forEach(House::keeps);
    }

    @Test
    @DisplayName("a command that knows the core, and a server that knows commands, are refused")
    void sharedClassesAreRefused() {
        House.refuses(COMMAND_LINE, knowing("dev.storeward.cli", "dev.storeward.core.Problem"));
        House.refuses(CLIENT, knowing("dev.storeward.client", "dev.storeward.core.Problem"));
        House.refuses(
                NO_COMMANDS,
                "package dev.storeward.cli; public class Known {}",
                knowing("dev.storeward.server", "dev.storeward.cli.Known"));
    }

    @Test
    @DisplayName("an SDK stays in its module, JDBC in the tables")
    void outsidersStayInTheirRooms() {
        List.of(AMAZON, GOOGLE, MICROSOFT, JDBC).forEach(House::keeps);
    }

    @Test
    @DisplayName("an SDK and JDBC are refused elsewhere")
    void outsidersElsewhereAreRefused() {
        House.refuses(AMAZON, planted("software.amazon.awssdk"));
        House.refuses(GOOGLE, planted("com.google.cloud"));
        House.refuses(MICROSOFT, planted("com.azure"));
        House.refuses(JDBC, knowing("dev.storeward.core.file", "java.sql.Connection"));
    }

    private static String knowing(String home, String known) {
        return "package " + home + "; class Planted { " + known + " known; }";
    }

    /** A class of the SDK and one beside it that knows it. */
    private static String[] planted(String sdk) {
        return new String[] {
            "package " + sdk + ".planted; public class Client {}",
            knowing("dev.storeward.core.file", sdk + ".planted.Client")
        };
    }
}
