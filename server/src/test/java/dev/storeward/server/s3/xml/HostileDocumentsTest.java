package dev.storeward.server.s3.xml;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.testkit.Mutants;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a document must not be, whatever it says. */
class HostileDocumentsTest {
    private static final String GOOD = "<Delete><Object><Key>a</Key></Object></Delete>";
    private static final Set<S3Code> REFUSALS =
            Set.of(
                    S3Code.MALFORMED_XML,
                    S3Code.INVALID_TAG,
                    S3Code.INVALID_PART,
                    S3Code.INVALID_PART_ORDER,
                    S3Code.INVALID_REQUEST,
                    S3Code.NOT_IMPLEMENTED);

    private static S3Code code(String document) {
        return Documents.code(DeleteRequest::read, document);
    }

    @ParameterizedTest
    @DisplayName("a document type is refused, with entities or without")
    @ValueSource(
            strings = {
                "<!DOCTYPE Delete>" + GOOD,
                "<!DOCTYPE Delete SYSTEM \"http://127.0.0.1:1/x.dtd\">" + GOOD,
                "<!DOCTYPE Delete [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><Delete><Object><Key>&a;</Key></Object></Delete>",
                "<!DOCTYPE Delete [<!ENTITY % p SYSTEM \"http://127.0.0.1:1/\"> %p;]>" + GOOD,
                "<!DOCTYPE Delete [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]><Delete><Object><Key>&c;</Key></Object></Delete>",
                "<Delete><Object><Key>&a;</Key></Object></Delete>",
                "<Delete><Object><Key>&#0;</Key></Object></Delete>",
                "<Delete><Object><Key>&#xD83D;</Key></Object></Delete>"
            })
    void documentTypes(String document) {
        assertThat(code(document)).isEqualTo(S3Code.MALFORMED_XML);
    }

    @ParameterizedTest
    @DisplayName("what is no document, or another one, is refused")
    @ValueSource(
            strings = {
                "",
                " ",
                "Delete",
                "<Delete>",
                "<Delete/>",
                "<Other/>",
                "<Tagging><TagSet/></Tagging>",
                GOOD + "x",
                GOOD + GOOD,
                "<Delete><Object><Key>a</Key></Object>x</Delete>",
                "<Delete><Object><Key>a</Key><Other>b</Other></Object></Delete>",
                "<Delete><Object><Key><b>a</b></Key></Object></Delete>",
                "<a:Delete><Object><Key>a</Key></Object></a:Delete>",
                "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + GOOD,
                "<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + GOOD
            })
    void otherDocuments(String document) {
        assertThat(code(document)).isEqualTo(S3Code.MALFORMED_XML);
    }

    @Test
    @DisplayName("bytes that are not UTF-8 are refused")
    void otherEncodings() {
        for (byte[] bytes : List.of(GOOD.getBytes(UTF_16), new byte[] {'<', (byte) 0xff, '>'})) {
            assertThatThrownBy(() -> Documents.read(DeleteRequest::read, bytes))
                    .isInstanceOfSatisfying(
                            S3Exception.class,
                            e -> assertThat(e.code()).isEqualTo(S3Code.MALFORMED_XML));
        }
    }

    @Test
    @DisplayName("depth, attributes and sizes are bounded")
    void sizes() {
        assertThat(code("<Delete>" + "<Object>".repeat(200_000))).isEqualTo(S3Code.MALFORMED_XML);
        assertThat(code("<Delete><Object><Key>" + "<a>".repeat(200_000)))
                .isEqualTo(S3Code.MALFORMED_XML);
        assertThat(code("<Delete>" + " ".repeat(2 << 20) + "</Delete>"))
                .isEqualTo(S3Code.MAX_MESSAGE_LENGTH_EXCEEDED);
        assertThat(Documents.code(TagSet::read, " ".repeat(65_537)))
                .isEqualTo(S3Code.MAX_MESSAGE_LENGTH_EXCEEDED);
    }

    @Test
    @DisplayName(
            "namespaces, comments, instructions, white space and a byte order mark say nothing")
    void decorations() {
        for (String document :
                List.of(
                        GOOD,
                        "\ufeff" + GOOD,
                        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + GOOD + "\n<!-- end -->",
                        "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"> <!-- a --> <?b c?><Object>\r\n<Key>a</Key></Object></Delete>",
                        "<s:Delete xmlns:s=\"x\"><s:Object s:a=\"b\"><s:Key><![CDATA[a]]></s:Key></s:Object></s:Delete>")) {
            assertThat(Documents.read(DeleteRequest::read, document).targets())
                    .extracting(DeleteRequest.Target::key)
                    .containsExactly("a");
        }
    }

    @Test
    @DisplayName("whatever is sent is a document or refused by a code of its own")
    void anything() {
        List<Documents.Reading<?>> readings =
                List.of(
                        DeleteRequest::read,
                        CompletedUpload::read,
                        BucketConfiguration::read,
                        TagSet::read,
                        CorsConfiguration::read);
        Mutants.of(HostileDocumentsTest.class, "documents.txt")
                .play(
                        4_000,
                        text -> {
                            for (Documents.Reading<?> reading : readings) {
                                try {
                                    assertThat(
                                                    Documents.<Object>read(
                                                            reading::read, text.getBytes(UTF_8)))
                                            .isNotNull();
                                } catch (S3Exception e) {
                                    assertThat(REFUSALS).contains(e.code());
                                }
                            }
                        });
    }
}
