package dev.storeward.store.s3.error;

import java.io.ByteArrayInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The XML in which S3 says what went wrong. */
public final class ErrorText {
    private static final XMLInputFactory XML = factory();

    private ErrorText() {}

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    /** The error's code; empty when the text is none of S3's errors. */
    public static String name(byte[] text) {
        if (text.length == 0) {
            return "";
        }
        try {
            XMLStreamReader in = XML.createXMLStreamReader(new ByteArrayInputStream(text));
            if (in.nextTag() != XMLStreamConstants.START_ELEMENT
                    || !in.getLocalName().equals("Error")) {
                return "";
            }
            int depth = 1;
            while (depth > 0 && in.hasNext()) {
                int event = in.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    if (depth == 1 && in.getLocalName().equals("Code")) {
                        return in.getElementText().strip();
                    }
                    depth++;
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    depth--;
                }
            }
            return "";
        } catch (XMLStreamException | RuntimeException e) {
            // The JDK's reader fails with other exceptions too, such as on a zero byte in a DTD
            // that it passes over, and a server may send anything.
            return "";
        }
    }
}
