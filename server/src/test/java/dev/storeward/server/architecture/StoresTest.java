package dev.storeward.server.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How the SPI's packages and the modules of single clouds lie to each other. */
class StoresTest {
    private static final ArchRule GATED_HTTP =
            noClasses()
                    .that(resideInAPackage("dev.storeward.store.http.."))
                    .should()
                    .dependOnClassesThat(
                            not(
                                    resideInAnyPackage(
                                            "dev.storeward.store.http..",
                                            "dev.storeward.store.connector..",
                                            "java..",
                                            "org.apache.hc..",
                                            "org.jspecify..")));

    private static final ArchRule NO_CIRCLES =
            slices().assignedFrom(new PackagesOfStores()).should().beFreeOfCycles();

    private static final ArchRule S3 =
            shownOf("dev.storeward.store.s3..", "S3Connector|AmazonSettings");
    private static final ArchRule GCS =
            shownOf("dev.storeward.store.gcs..", "GcsConnector|GcsConnector\\$Cloud");
    private static final ArchRule AZURE = shownOf("dev.storeward.store.azure..", "AzureConnector");

    private static ArchRule shownOf(String module, String shown) {
        return noClasses()
                .that(not(resideInAPackage(module)))
                .should()
                .dependOnClassesThat(
                        resideInAPackage(module).and(not(nameMatching(".*\\.(" + shown + ")"))));
    }

    @Test
    @DisplayName("gated HTTP knows the SPI and its HTTP client only")
    void gatedHttpKnowsTheSpiOnly() {
        House.keeps(GATED_HTTP);
        House.refuses(
                GATED_HTTP,
                "package dev.storeward.store.http; class Planted { org.slf4j.Logger known; }");
    }

    @Test
    @DisplayName("the SPI's packages and those of a cloud's module form no cycle")
    void packagesOfStoresFormNoCycle() {
        House.keeps(NO_CIRCLES);
        House.refuses(
                NO_CIRCLES,
                "package dev.storeward.store.one; public class One { dev.storeward.store.two.Two two; }",
                "package dev.storeward.store.two; public class Two { dev.storeward.store.one.One one; }");
    }

    @Test
    @DisplayName("others see of a cloud's module its connector and what that is made with")
    void onlyConnectorsAreForOthers() {
        for (ArchRule rule : new ArchRule[] {S3, GCS, AZURE}) {
            House.keeps(rule);
            House.refuses(
                    rule,
                    hidden("s3"),
                    hidden("gcs"),
                    hidden("azure"),
                    "package dev.storeward.server; class Planted {"
                            + " dev.storeward.store.s3.planted.Hidden s3;"
                            + " dev.storeward.store.gcs.planted.Hidden gcs;"
                            + " dev.storeward.store.azure.planted.Hidden azure; }");
        }
    }

    private static String hidden(String cloud) {
        return "package dev.storeward.store." + cloud + ".planted; public class Hidden {}";
    }

    /** Each package of a store is a part of its own. */
    private static final class PackagesOfStores implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String name = type.getPackageName();
            return name.startsWith("dev.storeward.store")
                    ? SliceIdentifier.of(name)
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "packages of stores";
        }
    }
}
