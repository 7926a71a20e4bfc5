package dev.storeward.core.upload.type;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MimeTypeException;
import org.apache.tika.mime.MimeTypes;
import org.jspecify.annotations.Nullable;

/** Reads the rules out of the list of types that Tika brings along. */
final class RuleReader {
    private static final String LIST = "tika-mimetypes.xml";
    private static final int USUAL_PRIORITY = 50;

    private final MimeTypes known;
    private final XMLStreamReader xml;
    private final List<Rule> rules = new ArrayList<>();

    private RuleReader(MimeTypes known, XMLStreamReader xml) {
        this.known = known;
        this.xml = xml;
    }

    /** All rules, in the order in which they are tried. */
    static List<Rule> read(MimeTypes known) {
        try (InputStream list = MimeTypes.class.getResourceAsStream(LIST)) {
            XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            RuleReader reader =
                    new RuleReader(
                            known,
                            factory.createXMLStreamReader(
                                    Objects.requireNonNull(list, "Tika brings its list")));
            reader.readTypes();
            Collections.sort(reader.rules);
            return List.copyOf(reader.rules);
        } catch (IOException | XMLStreamException | MimeTypeException e) {
            throw new IllegalStateException("Tika's list of types cannot be read.", e);
        }
    }

    private void readTypes() throws XMLStreamException, MimeTypeException {
        MediaType type = MediaType.OCTET_STREAM;
        while (xml.hasNext()) {
            if (xml.next() == XMLStreamConstants.START_ELEMENT) {
                switch (xml.getLocalName()) {
                    case "mime-type" ->
                            type = known.getRegisteredMimeType(required("type")).getType();
                    case "magic" -> readMagic(type);
                    default -> {
                        // Names, aliases and roots of XML are Tika's.
                    }
                }
            }
        }
    }

    private void readMagic(MediaType type) throws XMLStreamException {
        String priority = attribute("priority");
        int value =
                priority == null || priority.isEmpty()
                        ? USUAL_PRIORITY
                        : Integer.parseInt(priority);
        for (Clause clause : readMatches(type)) {
            rules.add(new Rule(type, value, clause));
        }
    }

    /** The matches below the element that was just begun. */
    private List<Clause> readMatches(MediaType type) throws XMLStreamException {
        List<Clause> clauses = new ArrayList<>();
        while (xml.nextTag() == XMLStreamConstants.START_ELEMENT) {
            if (xml.getLocalName().equals("match")) {
                clauses.add(readMatch(type));
            } else {
                // The list has a name and a parent among the matches, each an element without any.
                xml.nextTag();
            }
        }
        return clauses;
    }

    private Clause readMatch(MediaType type) throws XMLStreamException {
        String min = attribute("minShouldMatch");
        if (min != null) {
            return new Clause.AtLeast(Integer.parseInt(min), readMatches(type));
        }
        String kind = attribute("type");
        Clause own =
                new MagicPattern(
                        type,
                        new MagicPattern.Spelling(
                                kind == null ? "string" : kind,
                                attribute("offset"),
                                required("value"),
                                attribute("mask")));
        List<Clause> below = readMatches(type);
        return switch (below.size()) {
            case 0 -> own;
            case 1 -> new Clause.Both(own, below.getFirst());
            default -> new Clause.Both(own, new Clause.Any(below));
        };
    }

    private String required(String name) {
        return Objects.requireNonNull(attribute(name), name);
    }

    private @Nullable String attribute(String name) {
        return xml.getAttributeValue(null, name);
    }
}
