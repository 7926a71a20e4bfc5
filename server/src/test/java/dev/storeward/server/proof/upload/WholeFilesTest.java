package dev.storeward.server.proof.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http.Answer;
import dev.storeward.server.Http.Part;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request brings one whole file: a piece of one, or two of them, are refused. */
class WholeFilesTest extends TicketsFixture {
    private static final byte[] OTHER = "other bytes".getBytes(StandardCharsets.UTF_8);

    private void assertNothingStored() {
        assertThat(http.get("/api/v1/storage/files").json().at("/data/files")).isEmpty();
        assertThat(
                        http.get("/api/v1/storage/usage?recalculate=true")
                                .json()
                                .at("/data/total_size_bytes")
                                .asLong())
                .isZero();
    }

    private static void assertPiece(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.text()).contains("Content-Range", "whole file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes 0-4/10", "bytes 0-9/10", "bytes */10", "nonsense"})
    void aPieceBecomesNoFile(String range) {
        Upload upload = request("a.txt");

        assertPiece(put(upload, TEXT, "Content-Range", range));
        assertPiece(http.upload("file_name=a.txt", TEXT, "Content-Range", range));
        assertPiece(http.uploadForm(List.of(Part.file("a.txt", TEXT)), "Content-Range", range));

        assertNothingStored();
        assertThat(put(upload, TEXT).status()).isEqualTo(200);
        assertThat(download(upload).body()).isEqualTo(TEXT);
    }

    @Test
    void aPieceOfAnyOtherBodyIsRefusedToo() {
        assertPiece(
                http.postJson(REQUEST, "{\"file_name\":\"a\"}", "Content-Range", "bytes 0-9/20"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 11, 100_000, 1 << 20})
    void twoFilesInAFormAreRefused(int size) {
        Answer answer =
                http.uploadForm(
                        List.of(Part.file("a.txt", TEXT), Part.file("b.txt", new byte[size])));

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.json().at("/message").asString()).startsWith("file: One file a request");
        assertNothingStored();
    }

    @Test
    void aFileUnderAnotherNameIsRefusedToo() {
        for (List<Part> parts :
                List.of(
                        List.of(Part.file("a.txt", TEXT), new Part("second", "b.txt", OTHER)),
                        List.of(new Part("second", "b.txt", OTHER), Part.file("a.txt", TEXT)))) {
            Answer answer = http.uploadForm(parts);
            assertThat(answer.status()).as(answer.text()).isEqualTo(400);
            assertThat(answer.json().at("/message").asString()).startsWith("second: One file");
        }
        assertNothingStored();
    }

    @Test
    void aFieldMayCarryItsOwnNameAsAFilesName() {
        Answer answer =
                http.uploadForm(
                        List.of(
                                new Part(
                                        "path", "path", "reports".getBytes(StandardCharsets.UTF_8)),
                                Part.file("a.txt", TEXT),
                                Part.field("file_category", "general")));

        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }
}
