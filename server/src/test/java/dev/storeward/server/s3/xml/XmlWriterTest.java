package dev.storeward.server.s3.xml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class XmlWriterTest {
    private static final String HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

    @Test
    @DisplayName("an answer has S3's namespace, an error has none")
    void documents() {
        assertThat(
                        Documents.written(out ->
                                XmlWriter.begin(out, "ListBucketResult")
                                        .element("Name", "photos")
                                        .element("KeyCount", 2)
                                        .element("IsTruncated", false)
                                        .start("CommonPrefixes")
                                        .element("Prefix", "a<&>b/")
                                        .end()
                                        .finish()))
                .isEqualTo(
                        HEAD
                                + "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                                + "<Name>photos</Name><KeyCount>2</KeyCount><IsTruncated>false</IsTruncated>"
                                + "<CommonPrefixes><Prefix>a&lt;&amp;&gt;b/</Prefix></CommonPrefixes>"
                                + "</ListBucketResult>");
        assertThat(
                        Documents.written(out ->
                                XmlWriter.beginError(out).element("Code", "NoSuchKey").finish()))
                .isEqualTo(HEAD + "<Error><Code>NoSuchKey</Code></Error>");
    }

    @Test
    @DisplayName("a grantee says its type")
    void types() {
        assertThat(
                        Documents.written(out ->
                                XmlWriter.begin(out, "Grant")
                                        .startTyped("Grantee", "CanonicalUser")
                                        .element("ID", "1")
                                        .finish()))
                .endsWith(
                        "<Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"CanonicalUser\"><ID>1</ID></Grantee></Grant>");
    }

    @Test
    @DisplayName("every text is read as it was, but for what XML cannot carry")
    void texts() throws Exception {
        for (int seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            StringBuilder expected = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                int c = character(random);
                text.appendCodePoint(c);
                boolean lost = (c < ' ' && c != '\t' && c != '\n' && c != '\r') || c >> 1 == 0x7fff;
                expected.appendCodePoint(lost ? 0xfffd : c);
            }
            String written =
                    Documents.written(out ->
                            XmlWriter.beginError(out).element("Key", text.toString()).finish());
            assertThat(parsed(written)).as("seed %s", seed).isEqualTo(expected.toString());
        }
    }

    @Test
    @DisplayName("half a character breaks no document")
    void halves() throws Exception {
        String written =
                Documents.written(out ->
                        XmlWriter.beginError(out).element("Key", "a\ud83d|\ude00b").finish());
        assertThat(parsed(written)).isEqualTo("a\ufffd|\ufffdb");
    }

    @Test
    @DisplayName("a client that went away is a failure of the stream")
    void failures() {
        OutputStream gone =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("gone");
                    }
                };
        assertThatThrownBy(() -> XmlWriter.begin(gone, "A").finish())
                .isInstanceOf(UncheckedIOException.class);
    }

    private static int character(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(0x30);
            case 1 -> 0x1f600 + random.nextInt(64);
            case 2 -> 0xfff0 + random.nextInt(16);
            default -> "<>&\"'é]a\u0085\u2028".codePointAt(random.nextInt(10));
        };
    }

    private static String parsed(String document) throws Exception {
        Document read =
                DocumentBuilderFactory.newDefaultInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(document.getBytes(UTF_8)));
        return read.getDocumentElement().getTextContent();
    }
}
