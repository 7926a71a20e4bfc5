package dev.storeward.server.api.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.server.http.request.SentRequest;
import dev.storeward.testkit.Mutants;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is told of an upload by its content type. The body is a form whose boundary is {@code b}.
 */
class UploadReaderTest {
    private static final byte[] FORM =
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\none\r\n--b--\r\n"
                    .getBytes(UTF_8);

    /** Blanks are those of {@link String#strip}. */
    private static final String BOUNDARY_B =
            ";BLANK*boundaryBLANK*=BLANK*(bBLANK*(;|$)|\"b(\"|$))"
                    .replace("BLANK", "[\\s\\u2028\\x1c-\\x1f]");

    /** The file's bytes; empty where the request was refused in the words of a client's fault. */
    private static Optional<String> read(String... lines) {
        HttpServletRequest request = SentRequest.of(FORM, lines);
        try {
            UploadReader upload = UploadReader.of(request);
            String content = new String(upload.body().stream().readAllBytes(), UTF_8);
            assertThat(upload.request().fileName()).isEqualTo("a.txt");
            assertThat(upload.body().trailingCategory()).isEmpty();
            return Optional.of(content);
        } catch (ProblemException e) {
            assertThat(e.problem()).isInstanceOf(Problem.Invalid.class);
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data; boundary=b",
                "MULTIPART/Form-Data;charset=utf-8;BOUNDARY=\"b\"",
                "multipart/form-data ; x; boundary = b",
            })
    void aFormIsReadByItsBoundary(String type) {
        assertThat(read("Content-Type: " + type)).contains("one");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data-x; boundary=b",
                "multipart/form-data, text/plain; boundary=b",
                "multipart/mixed; boundary=b",
                "",
            })
    void anotherTypeIsNoForm(String type) {
        assertThat(read("Content-Type: " + type)).isEmpty();
    }

    @Test
    void anyTypeIsReadAsAFormOrRefused() {
        Mutants.of(UploadReaderTest.class, "upload-types.txt")
                .play(
                        20_000,
                        type ->
                                read("Content-Type: " + type)
                                        .ifPresent(content -> {
                                            String[] parts = type.split(";", -1);
                                            assertThat(parts[0].strip())
                                                    .isEqualToIgnoringCase("multipart/form-data");
                                            assertThat(type.toLowerCase(Locale.ROOT))
                                                    .containsPattern(BOUNDARY_B);
                                            assertThat(content).isEqualTo("one");
                                        }));
    }
}
