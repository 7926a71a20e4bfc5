package dev.storeward.core.upload.type;

import java.io.IOException;
import java.util.List;
import org.apache.tika.Tika;
import org.apache.tika.detect.TextStatistics;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MediaTypeRegistry;
import org.apache.tika.mime.MimeTypes;
import org.apache.tika.parser.ParseContext;

/**
 * Tells types as Tika does, by Tika's own rules, but tries only those whose first bytes are there.
 * Markup, whose root element must be parsed, and empty files are left to Tika altogether. Immutable
 * and safe for use by several threads.
 */
public final class TypeDetector {
    private final Tika tika = new Tika();
    private final MimeTypes known = MimeTypes.getDefaultMimeTypes();
    private final MediaTypeRegistry registry = known.getMediaTypeRegistry();
    private final RuleIndex rules = Once.RULES;

    /** Read when they are wanted first, and once: there are thousands of them. */
    private static final class Once {
        private static final RuleIndex RULES =
                new RuleIndex(RuleReader.read(MimeTypes.getDefaultMimeTypes()));
    }

    /** The type of a file that begins with these bytes; the name refines what they leave open. */
    public String type(byte[] prefix, String fileName) {
        List<MediaType> types = byBytes(prefix);
        return isTikas(types)
                ? tika.detect(prefix, fileName)
                : refined(types, byName(fileName)).toString();
    }

    /** The type that the bytes alone tell. */
    public String type(byte[] prefix) {
        List<MediaType> types = byBytes(prefix);
        return isTikas(types) ? tika.detect(prefix) : types.getFirst().toString();
    }

    /** Possible types, the best first; none where Tika has to tell. */
    private List<MediaType> byBytes(byte[] prefix) {
        if (prefix.length == 0) {
            return List.of();
        }
        List<MediaType> matching = rules.matching(prefix);
        return matching.isEmpty() ? List.of(textOrNot(prefix)) : matching;
    }

    private static boolean isTikas(List<MediaType> types) {
        return types.isEmpty()
                || types.contains(MediaType.APPLICATION_XML)
                || types.contains(MediaType.TEXT_HTML);
    }

    private static MediaType textOrNot(byte[] prefix) {
        TextStatistics statistics = new TextStatistics();
        statistics.addData(prefix, 0, prefix.length);
        return statistics.isMostlyAscii() || statistics.looksLikeUTF8()
                ? MediaType.TEXT_PLAIN
                : MediaType.OCTET_STREAM;
    }

    private MediaType byName(String fileName) {
        ParseContext context = new ParseContext();
        Metadata metadata = Metadata.newInstance(context);
        metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, fileName);
        try {
            return known.detect(null, metadata, context);
        } catch (IOException e) {
            throw new IllegalStateException("A name alone is no input.", e);
        }
    }

    /** A name counts where it tells more than the bytes, and does not speak against them. */
    private MediaType refined(List<MediaType> types, MediaType hint) {
        for (MediaType type : types) {
            if (hint.equals(type) || registry.isSpecializationOf(hint, type)) {
                return hint;
            }
        }
        return types.getFirst();
    }
}
