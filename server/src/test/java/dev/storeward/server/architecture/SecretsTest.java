package dev.storeward.server.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Secrets are not kept, told or printed by accident. */
class SecretsTest {
    private static final ArchRule NO_GETTERS =
            methods()
                    .that()
                    .haveNameMatching("get.*(Secret|Password).*")
                    .should()
                    .notHaveRawReturnType(String.class)
                    .allowEmptyShould(true);

    private static final ArchRule NO_TEXTS =
            fields().that()
                    .areDeclaredInClassesThat(
                            not(
                                    resideInAPackage("dev.storeward.testkit..")
                                            .or(
                                                    resideInAPackage("dev.storeward.server.api..")
                                                            .and(nameMatching(".*Json(\\$.*)?")))))
                    .and()
                    .areNotStatic()
                    .and()
                    .haveNameMatching(
                            "(?i).*(secret|password|passphrase|privateKey|secretKey|accessKey|accountKey|credential|authJson|sessionToken)")
                    .should()
                    .notHaveRawType(String.class);

    private static final ArchRule PRINTED_WITHOUT =
            classes()
                    .that(resideInAPackage("dev.storeward.server.api.."))
                    .and(nameMatching(".*Json\\$.*"))
                    .and(
                            describe(
                                    "hold a secret",
                                    (JavaClass type) ->
                                            type.getFields().stream()
                                                    .filter(field ->
                                                            field.getRawType()
                                                                    .isEquivalentTo(String.class))
                                                    .anyMatch(field ->
                                                            field.getName()
                                                                    .matches(
                                                                            "(?i)key|.*(secret|secretAccessKey|secretKey|accessKeyId|accessKey|password|accountKey|authJson|authJsonContent)"))))
                    .should(declareItself("toString"));

    @Test
    @DisplayName("secrets have no getter that a JSON writer would find")
    void nothingPublicAnswersASecretAsText() {
        House.keeps(NO_GETTERS);
    }

    @Test
    @DisplayName("nothing keeps a secret as text but what a door is sent and answers")
    void secretsAreKeptAsSecrets() {
        House.keeps(NO_TEXTS);
    }

    @Test
    @DisplayName("what a door is sent or answers as a secret is not in its toString")
    void wireRecordsWithSecretsPrintThemselvesWithout() {
        House.keeps(PRINTED_WITHOUT);
    }

    @Test
    @DisplayName("a secret as text, a getter of one and a record that prints one are refused")
    void secretsInTheOpenAreRefused() {
        House.refuses(
                NO_GETTERS,
                "package dev.storeward.core; class Planted { String getPassword() { return \"\"; } }");
        House.refuses(NO_TEXTS, "package dev.storeward.core; record Planted(String secretKey) {}");
        House.refuses(
                PRINTED_WITHOUT,
                "package dev.storeward.server.api.files; class PlantedJson { record Key(String secret) {} }");
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
}
