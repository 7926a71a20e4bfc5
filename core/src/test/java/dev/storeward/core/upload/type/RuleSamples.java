package dev.storeward.core.upload.type;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.tika.mime.MimeTypes;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** For each way that Tika's list says a type may be told, bytes that satisfy it. */
final class RuleSamples {
    private static final int LONGEST = 512;

    private final List<byte[]> samples = new ArrayList<>();

    private RuleSamples() {}

    static List<byte[]> all() throws Exception {
        RuleSamples made = new RuleSamples();
        try (InputStream list = MimeTypes.class.getResourceAsStream("tika-mimetypes.xml")) {
            NodeList magics =
                    DocumentBuilderFactory.newDefaultInstance()
                            .newDocumentBuilder()
                            .parse(list)
                            .getElementsByTagName("magic");
            for (int i = 0; i < magics.getLength(); i++) {
                made.below((Element) magics.item(i), new byte[0]);
            }
        }
        return made.samples;
    }

    /** Lays each match over what the matches around it wanted. */
    private void below(Element element, byte[] around) {
        NodeList children = element.getChildNodes();
        for (int i = 0; i < children.getLength(); i++) {
            Node child = children.item(i);
            if (child instanceof Element match && match.getTagName().equals("match")) {
                byte[] sample = with(match, around);
                if (sample.length > 0 && sample.length <= LONGEST) {
                    samples.add(sample);
                    below(match, sample);
                } else if (sample.length == 0) {
                    below(match, sample);
                }
            }
        }
    }

    private static byte[] with(Element match, byte[] around) {
        if (match.hasAttribute("minShouldMatch") || match.getAttribute("type").equals("regex")) {
            return around;
        }
        String kind = match.hasAttribute("type") ? match.getAttribute("type") : "string";
        byte[] value = MagicValue.decode(kind, match.getAttribute("value"));
        String offset = match.getAttribute("offset").split(":", -1)[0];
        int at = offset.isEmpty() ? 0 : Integer.parseInt(offset);
        byte[] sample = Arrays.copyOf(around, Math.max(around.length, at + value.length));
        System.arraycopy(value, 0, sample, at, value.length);
        return sample;
    }
}
