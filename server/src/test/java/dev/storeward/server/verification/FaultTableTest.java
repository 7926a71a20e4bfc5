package dev.storeward.server.verification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.backend.verification.CheckResult;
import dev.storeward.core.backend.verification.CheckResult.Outcome;
import dev.storeward.core.backend.verification.Fault;
import dev.storeward.core.backend.verification.Verification;
import dev.storeward.store.connector.Profile.Trait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is wrong with a place has a check and a code of its own, and a line in the
 * documentation.
 */
class FaultTableTest extends FaultTableFixture {
    private static final Path DOCUMENT = Path.of("..", "docs", "backends.md");

    static Stream<Line> table() {
        return Stream.concat(FaultsOnTheWay.lines(), FaultsOfTheBucket.lines());
    }

    @ParameterizedTest
    @MethodSource("table")
    void aFaultIsFoundByItsOwnCheckAndCode(Line line) throws Exception {
        Verification verification = line.world().open().verified();

        assertThat(verification.results())
                .as(line.toString())
                .filteredOn(result ->
                        !result.code().equals("ok") && result.outcome() != Outcome.SKIPPED)
                .extracting(result -> result.check().wireName() + ":" + result.code())
                .contains(line.check() + ":" + line.code());
        for (CheckResult failed : verification.failed()) {
            assertThat(failed.remedy()).as(failed.toString()).endsWith(".");
            assertThat(failed.message()).doesNotContain(BUCKET.secretKey(), "wrong\"");
        }
        assertThat(documented()).contains(line.check() + ":" + line.code());
    }

    @Test
    void aBucketWithObjectLockPassesEveryCheckAndIsKnownForIt() throws Exception {
        Verification verification = demandingDigests().open().verified();

        assertThat(verification.failed()).isEmpty();
        assertThat(verification.profile().get(Trait.DIGEST_HEADERS)).contains(true);
        assertThat(verification.profile().get(Trait.MULTIPART)).contains(true);
        assertThat(verification.profile().get(Trait.PART_TAGS))
                .as("a stream without a digest is refused, which proves nothing of tags")
                .contains(false);
    }

    @Test
    void aBucketInOrderPassesEveryCheckAndKeepsNothingOfThem() throws Exception {
        Verification verification = new Place(BUCKET.settings(), () -> {}).verified();
        assertThat(verification.profile().get(Trait.PART_TAGS))
                .as("a part that was sent again is refused by its former tag")
                .contains(true);
        assertThat(verification.failed()).isEmpty();
        assertThat(verification.profile().get(Trait.METADATA)).contains(true);
        assertThat(verification.results())
                .filteredOn(result -> result.outcome() == Outcome.SKIPPED)
                .extracting(result -> result.check().wireName())
                .containsExactly("tls");
        assertThat(verification.results().getLast().message())
                .isEqualTo("Nothing of the verification is left.");
    }

    @Test
    void everyCodeIsDocumented() throws IOException {
        String codes =
                documented().stream()
                        .map(pair -> pair.substring(pair.indexOf(':') + 1))
                        .collect(Collectors.joining(" ", " ", " "));
        for (Fault fault : Fault.values()) {
            if (fault != Fault.OK && fault != Fault.NOT_ASKED) {
                assertThat(codes).contains(" " + fault.wireName() + " ");
            }
        }
    }

    /** What the table of the documentation lists, as check:code. */
    private static List<String> documented() throws IOException {
        return Files.readAllLines(DOCUMENT, UTF_8).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("\\|", -1))
                .filter(cells -> cells.length > 4)
                .flatMap(cells ->
                        Arrays.stream(cells[2].replace("`", "").split(","))
                                .map(code ->
                                        cells[1].replace("`", "").strip() + ":" + code.strip()))
                .toList();
    }
}
