package dev.storeward.server.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names say what a thing is, in words that nobody has to learn first. */
class NamesTest {
    private static final ArchRule EMPTY_WORDS =
            noClasses()
                    .that(resideInAPackage("dev.storeward.."))
                    .should()
                    .haveNameMatching(
                            ".*(Manager|Helper|Utils?|Impl|DTO|Dto|Entity|Provider)(\\$.*)?");

    private static final ArchRule EMPTY_ENDINGS =
            noClasses()
                    .that(resideInAPackage("dev.storeward.."))
                    .and()
                    .doNotHaveSimpleName("ObjectInfo")
                    .should()
                    .haveNameMatching(".*(Info|[a-z]Base)(\\$.*)?");

    /** Words that were once used for what has a common name. */
    private static final ArchRule RETIRED_WORDS =
            noClasses()
                    .that(resideInAPackage("dev.storeward.."))
                    .should()
                    .haveNameMatching(
                            ".*[.$](Doorstep|Yielding|Dedicated(Marks|Places)|SealedCredentialFields"
                                    + "|Placement(Lock|Switch)|Ends|Challenge|Run|SlotRun|Supply|Endings"
                                    + "|Places|Farewell|Heir|Owed|Answers?|(Last|S3)Answer|WrittenResponse"
                                    + "|(Error|Problem)Answers|S3Shape|Amazon|Passage|Cleaned|Alongside"
                                    + "|SizeGuess|PlaceWish|UploadPromise|Gate|RegistrationMapper|RequestMapper"
                                    + "|Hands?|Doom)(\\$.*)?")
                    .as("retired words name no type");

    @Test
    @DisplayName("names say what a thing is")
    void namesSaySomething() {
        House.keeps(EMPTY_WORDS);
        House.keeps(EMPTY_ENDINGS);
    }

    @Test
    @DisplayName("retired words name no type")
    void retiredWordsAreGone() {
        House.keeps(RETIRED_WORDS);
    }

    @ParameterizedTest
    @DisplayName("a name that says nothing is refused")
    @ValueSource(strings = {"StoreManager", "UploadHelper", "TextUtil", "FileDTO", "KeyProvider"})
    void emptyNamesAreRefused(String name) {
        House.refuses(EMPTY_WORDS, "package dev.storeward.core; class " + name + " {}");
    }

    @ParameterizedTest
    @DisplayName("an ending that says nothing is refused")
    @ValueSource(strings = {"FileInfo", "StoreBase"})
    void emptyEndingsAreRefused(String name) {
        House.refuses(EMPTY_ENDINGS, "package dev.storeward.core; class " + name + " {}");
    }

    @ParameterizedTest
    @DisplayName("a retired word is refused, also within a class")
    @ValueSource(strings = {"Doorstep", "Farewell", "LastAnswer"})
    void retiredWordsAreRefused(String name) {
        House.refuses(RETIRED_WORDS, "package dev.storeward.core; class " + name + " {}");
        House.refuses(
                RETIRED_WORDS,
                "package dev.storeward.core; class Planted { record " + name + "() {} }");
    }
}
