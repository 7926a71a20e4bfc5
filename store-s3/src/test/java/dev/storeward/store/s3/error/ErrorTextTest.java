package dev.storeward.store.s3.error;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.testkit.Mutants;
import org.junit.jupiter.api.Test;

class ErrorTextTest {
    private static String name(String text) {
        return ErrorText.name(text.getBytes(UTF_8));
    }

    @Test
    void anErrorNamesItsCode() {
        assertThat(
                        name(
                                "<?xml version=\"1.0\"?><Error><A><Code>x</Code></A><Code> No </Code></Error>"))
                .isEqualTo("No");
        assertThat(name("<Html><Code>No</Code></Html>")).isEmpty();
    }

    @Test
    void aTextThatTheReaderOfXmlFailsOnHasNone() {
        assertThat(
                        name(
                                "<!DOCTYPE a [<!ENTITY b SYSTEM \"c<?xml d\0e?>\">]><Error><Code>No</Code></Error>"))
                .isEmpty();
        assertThat(name("<!DOCTYPE Error [\0]><Error><Code>No</Code></Error>")).isEmpty();
    }

    /** Also where what is behind its end is no XML, or of an encoding that nobody knows. */
    @Test
    void anyTextHasANameOrNone() {
        Mutants.of(ErrorTextTest.class, "errors.txt")
                .play(
                        20_000,
                        text -> assertThat(name(text).length()).isLessThanOrEqualTo(text.length()));
    }
}
