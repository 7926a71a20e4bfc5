package dev.storeward.server.s3.xml;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes a document as it goes. Every text is taken: what XML 1.0 has no way to write stands as
 * U+FFFD, which is why clients ask for {@code encoding-type=url}. Failures of the stream come as
 * {@link UncheckedIOException}.
 */
public final class XmlWriter {
    private static final String S3 = "http://s3.amazonaws.com/doc/2006-03-01/";
    private static final String TYPES = "http://www.w3.org/2001/XMLSchema-instance";
    private static final XMLOutputFactory XML = XMLOutputFactory.newDefaultFactory();
    private static final char REPLACEMENT = '\ufffd';

    private final XMLStreamWriter out;

    private XmlWriter(OutputStream stream) {
        try {
            // A writer of its own: over a stream the platform's takes half a pair for a character.
            this.out =
                    XML.createXMLStreamWriter(
                            new BufferedWriter(
                                    new OutputStreamWriter(stream, StandardCharsets.UTF_8)));
        } catch (XMLStreamException e) {
            throw failed(e);
        }
    }

    @FunctionalInterface
    private interface Step {
        void write() throws XMLStreamException;
    }

    /** Begins an answer of S3's namespace. */
    public static XmlWriter begin(OutputStream stream, String root) {
        XmlWriter writer = new XmlWriter(stream);
        return writer.step(() -> {
            writer.out.writeStartDocument("UTF-8", "1.0");
            writer.out.writeStartElement(root);
            writer.out.writeDefaultNamespace(S3);
        });
    }

    /** Begins an error, which has no namespace. */
    public static XmlWriter beginError(OutputStream stream) {
        return beginPlain(stream, "Error");
    }

    /** Begins an answer without a namespace. */
    public static XmlWriter beginPlain(OutputStream stream, String root) {
        XmlWriter writer = new XmlWriter(stream);
        return writer.step(() -> {
            writer.out.writeStartDocument("UTF-8", "1.0");
            writer.out.writeStartElement(root);
        });
    }

    public XmlWriter start(String name) {
        return step(() -> out.writeStartElement(name));
    }

    /** Begins an element of a type, such as a {@code Grantee} that is a {@code CanonicalUser}. */
    public XmlWriter startTyped(String name, String type) {
        return step(() -> {
            out.writeStartElement(name);
            out.writeNamespace("xsi", TYPES);
            out.writeAttribute("xsi", TYPES, "type", type);
        });
    }

    public XmlWriter end() {
        return step(out::writeEndElement);
    }

    /** An element that holds a text. */
    public XmlWriter element(String name, String text) {
        return step(() -> {
            out.writeStartElement(name);
            write(text);
            out.writeEndElement();
        });
    }

    public XmlWriter element(String name, long number) {
        return element(name, Long.toString(number));
    }

    public XmlWriter element(String name, boolean flag) {
        return element(name, Boolean.toString(flag));
    }

    /** Ends all that is open and sends it; the stream stays open. */
    public void finish() {
        step(() -> {
            out.writeEndDocument();
            out.flush();
        });
    }

    private void write(String text) throws XMLStreamException {
        int plain = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int next = i + Character.charCount(c);
            if (!isWritable(c)) {
                out.writeCharacters(text.substring(plain, i));
                if (c == '\r') {
                    // Written as itself a reader would take it for a line feed.
                    out.writeEntityRef("#13");
                } else {
                    out.writeCharacters(String.valueOf(REPLACEMENT));
                }
                plain = next;
            }
            i = next;
        }
        out.writeCharacters(text.substring(plain));
    }

    private static boolean isWritable(int c) {
        return c == '\t'
                || c == '\n'
                || (c >= ' ' && c <= 0xd7ff)
                || (c >= 0xe000 && c <= 0xfffd)
                || c >= 0x10000;
    }

    private XmlWriter step(Step step) {
        try {
            step.write();
            return this;
        } catch (XMLStreamException e) {
            throw failed(e);
        }
    }

    private static UncheckedIOException failed(XMLStreamException e) {
        return new UncheckedIOException(
                e.getNestedException() instanceof IOException io ? io : new IOException(e));
    }
}
