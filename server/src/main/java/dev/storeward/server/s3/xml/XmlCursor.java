package dev.storeward.server.s3.xml;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Goes through a document that a client sent, element by element: UTF-8, of a bounded size, without
 * a document type, and of no element that is not asked for, so that its depth is that of the code
 * that reads it. Namespaces and attributes mean nothing.
 */
final class XmlCursor {
    private static final XMLInputFactory XML = factory();
    private static final String BYTE_ORDER_MARK = "\ufeff";

    private final XMLStreamReader in;

    private XmlCursor(XMLStreamReader in) {
        this.in = in;
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        // The platform counts every &amp; of a document as an entity's text; there are no other
        // entities without a document type, and documents have a size.
        factory.setProperty("jdk.xml.maxGeneralEntitySizeLimit", "0");
        factory.setProperty("jdk.xml.totalEntitySizeLimit", "0");
        return factory;
    }

    /**
     * Reads a document with this root.
     *
     * @param mostBytes what it may have at most
     * @throws S3Exception {@code MALFORMED_XML} when it is no such document, {@code
     *     MAX_MESSAGE_LENGTH_EXCEEDED} when it is larger
     */
    static <T> T read(InputStream body, int mostBytes, String root, Function<XmlCursor, T> content)
            throws IOException {
        byte[] bytes = body.readNBytes(mostBytes + 1);
        if (bytes.length > mostBytes) {
            throw new S3Exception(S3Code.MAX_MESSAGE_LENGTH_EXCEEDED);
        }
        try {
            XmlCursor cursor =
                    new XmlCursor(XML.createXMLStreamReader(new StringReader(text(bytes))));
            T read = cursor.root(root, content);
            cursor.requireEnd();
            return read;
        } catch (S3Exception e) {
            throw e;
        } catch (XMLStreamException | RuntimeException e) {
            // The platform's reader fails with other exceptions too, and a client may send
            // anything.
            throw malformed();
        }
    }

    /**
     * Goes through the elements within this one. Each must be read, by {@link #text} or by this
     * method.
     *
     * @param child called with the name of each
     */
    void children(Consumer<String> child) {
        for (int event = next(); event != XMLStreamConstants.END_ELEMENT; event = next()) {
            switch (event) {
                case XMLStreamConstants.START_ELEMENT -> child.accept(in.getLocalName());
                case XMLStreamConstants.COMMENT, XMLStreamConstants.PROCESSING_INSTRUCTION -> {}
                default -> {
                    if (!in.isWhiteSpace()) {
                        throw malformed();
                    }
                }
            }
        }
    }

    /** The text of this element, which has no elements. */
    String text() {
        try {
            return in.getElementText();
        } catch (XMLStreamException _) {
            throw malformed();
        }
    }

    /** A whole number of this element, of at most so many digits. */
    long number(int mostDigits) {
        String text = text().strip();
        if (text.isEmpty()
                || text.length() > mostDigits
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw malformed();
        }
        return Long.parseLong(text);
    }

    /** True or false, in any case. */
    boolean flag() {
        String text = text().strip();
        if (text.equalsIgnoreCase("true")) {
            return true;
        }
        if (text.equalsIgnoreCase("false")) {
            return false;
        }
        throw malformed();
    }

    static S3Exception malformed() {
        return new S3Exception(S3Code.MALFORMED_XML);
    }

    private <T> T root(String root, Function<XmlCursor, T> content) throws XMLStreamException {
        String encoding = in.getCharacterEncodingScheme();
        if (encoding != null && !encoding.equalsIgnoreCase(StandardCharsets.UTF_8.name())) {
            throw malformed();
        }
        int event = in.next();
        while (event != XMLStreamConstants.START_ELEMENT) {
            requireNoType(event);
            event = in.next();
        }
        if (!in.getLocalName().equals(root)) {
            throw malformed();
        }
        return content.apply(this);
    }

    private void requireEnd() throws XMLStreamException {
        while (in.hasNext()) {
            requireNoType(in.next());
        }
    }

    private static void requireNoType(int event) {
        if (event == XMLStreamConstants.DTD) {
            throw malformed();
        }
    }

    private int next() {
        try {
            return in.next();
        } catch (XMLStreamException _) {
            throw malformed();
        }
    }

    private static String text(byte[] bytes) {
        try {
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT)
                            .decode(ByteBuffer.wrap(bytes))
                            .toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException _) {
            throw malformed();
        }
    }
}
