package dev.storeward.server.http.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.testkit.Mutants;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms with a field, a file and a field behind it. */
class MultipartBodyTest {
    private static final String CONTENT = "one\r\n--b\r\n--bound\r\ntwo";
    private static final String FORM =
            part("name=\"category\"", "general")
                    + part("name=\"file\"; filename=\"\u00e9.txt\"", CONTENT)
                    + part("name=\"path\"", "a/b")
                    + "--boundary--\r\n";

    private static final String TYPE = "Content-Type: multipart/form-data; boundary=boundary";

    /** What was read of a form. */
    private record Read(String category, String fileName, String content, String path) {}

    private static String part(String parameters, String content) {
        return "--boundary\r\nContent-Disposition: form-data; "
                + parameters
                + "\r\n\r\n"
                + content
                + "\r\n";
    }

    /** Empty where it was refused in the words of a client's fault. */
    private static Optional<Read> read(String form) {
        try {
            MultipartBody body = MultipartBody.of(SentRequest.of(form.getBytes(UTF_8), TYPE));
            MultipartBody.FilePart file = body.file("file");
            String content = new String(file.stream().readAllBytes(), UTF_8);
            body.rest();
            return Optional.of(
                    new Read(body.field("category"), file.fileName(), content, body.field("path")));
        } catch (ProblemException e) {
            assertThat(e.problem()).isInstanceOfAny(Problem.Invalid.class);
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aFormIsReadAsItWasWritten() {
        assertThat(read(FORM)).contains(new Read("general", "\u00e9.txt", CONTENT, "a/b"));
    }

    @Test
    void aChangedFormIsRefusedOrItsFileIsWhatStandsBetweenTwoBoundaries() {
        Mutants.of(MultipartBodyTest.class, "forms.txt", FORM)
                .play(
                        20_000,
                        form ->
                                read(form)
                                        .ifPresent(read ->
                                                assertThat(new String(form.getBytes(UTF_8), UTF_8))
                                                        .contains(
                                                                "\r\n\r\n"
                                                                        + read.content()
                                                                        + "\r\n--boundary")));
    }

    private static Problem.Invalid refusal(String disposition, Charset charset) {
        byte[] form = (part(disposition, "x") + "--boundary--\r\n").getBytes(charset);
        return (Problem.Invalid)
                assertThatExceptionOfType(ProblemException.class)
                        .isThrownBy(() -> MultipartBody.of(SentRequest.of(form, TYPE)).file("file"))
                        .actual()
                        .problem();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name=\"file\"; filename=\"\u00e9.txt\"",
                "name=\"file\"; filename*=UTF-8''\u00e9.txt",
                "name=\"file\"; filename*=UTF-8''\u00e9%20.txt",
                "name=\"file\"\r\nX-Other: \u00e9",
            })
    void aNameThatIsNoUtf8IsRefusedByTheNameOfItsPart(String disposition) {
        assertThat(refusal(disposition, ISO_8859_1).fields())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.field()).isEqualTo("file");
                    assertThat(problem.message()).contains("must be UTF-8");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00e9.txt", "\u00e9%20.txt", "%c3.txt", "%.txt"})
    void anExtendedNameIsAsciiWithEverythingElseInPercentSigns(String name) {
        String disposition = "name=\"file\"; filename=\"a\"; filename*=UTF-8''" + name;

        assertThat(refusal(disposition, UTF_8).fields())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.field()).isEqualTo("file");
                    assertThat(problem.message()).contains("percent-encoded UTF-8");
                });
    }

    @Test
    void aNameThatHoldsTheReplacementCharacterIsTaken() {
        assertThat(read(FORM.replace("\u00e9", "\ufffd")).orElseThrow().fileName())
                .isEqualTo("\ufffd.txt");
    }

    @Test
    void aCutFormIsRefused() {
        for (int end = 0; end < FORM.length() - 2; end++) {
            assertThat(read(FORM.substring(0, end))).as("cut at %s", end).isEmpty();
        }
    }
}
