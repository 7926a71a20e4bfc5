package dev.storeward.server.http.response;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.NextStep;
import dev.storeward.core.Problem;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WordingTest {
    private static final UUID TENANT = new UUID(1, 2);

    static Stream<Arguments> steps() {
        return Stream.of(
                Arguments.of(new NextStep.None(), "A cause."),
                Arguments.of(
                        new NextStep.ListBuckets(), "A cause. GET /buckets lists those there are."),
                Arguments.of(
                        new NextStep.ListStorageKeys(),
                        "A cause. GET /storage lists those there are."),
                Arguments.of(
                        new NextStep.ListFiles(),
                        "A cause. Nothing is stored unless GET /files shows it."),
                Arguments.of(
                        new NextStep.ChoosePlacement(TENANT),
                        "A cause. A supervisor must choose another with"
                                + " PUT /api/v1/platform/tenants/00000000-0000-0001-0000-000000000002/placement,"
                                + " or name one with storage_key."),
                Arguments.of(
                        new NextStep.ProvisionDedicated(TENANT),
                        "A cause: make it with POST"
                                + " /api/v1/admin/storage/config/00000000-0000-0001-0000-000000000002/provision-dedicated."));
    }

    @ParameterizedTest
    @MethodSource("steps")
    @DisplayName("a step is told in a sentence behind its cause, whatever the problem is")
    void aStepIsTold(NextStep next, String sentence) {
        assertThat(Wording.of(new Problem.NotFound("A cause.", next)))
                .isEqualTo(new Problem.NotFound(sentence));
        assertThat(Wording.of(new Problem.Unavailable("A cause.", 9, next)))
                .isEqualTo(new Problem.Unavailable(sentence, 9));
        assertThat(Wording.of(Problem.invalid("field", "A cause.", next)))
                .isEqualTo(Problem.invalid("field", sentence));
    }

    @Test
    @DisplayName("what comes in a header is told under its name")
    void fieldsThatAreHeaders() {
        assertThat(
                        Wording.of(
                                Problem.invalid(
                                        "tenant",
                                        "A super admin belongs to no tenant.",
                                        new NextStep.NameTenant())))
                .isEqualTo(
                        Problem.invalid(
                                "X-Tenant",
                                "A super admin belongs to no tenant: name one by its slug in the header X-Tenant."));
        assertThat(Wording.of(Problem.invalid("sha256", "Wrong.", new NextStep.SendDigest())))
                .isEqualTo(Problem.invalid("X-Content-SHA256", "Wrong."));
        assertThat(Wording.of(Problem.invalid("sha256", "Unknown field.")))
                .isEqualTo(Problem.invalid("sha256", "Unknown field."));
    }

    @Test
    void whatAStoreFailedWithIsToldWithoutItsPlace() {
        assertThat(Wording.withoutPlace(new Problem.Unavailable("The bucket b at h is away.", 7)))
                .isEqualTo(
                        new Problem.Unavailable(
                                "The storage of this file gives no service at the moment. Send the request again.",
                                7));
        assertThat(Wording.withoutPlace(new Problem.Full("There is no room in b at h.")))
                .isEqualTo(new Problem.Full("There is no room left where this file goes."));
        assertThat(Wording.withoutPlace(new Problem.Archived("The object in b is archived.")))
                .isEqualTo(
                        new Problem.Archived(
                                "The file lies in an archive: who keeps it must restore it first."));
    }
}
