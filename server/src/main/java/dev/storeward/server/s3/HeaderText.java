package dev.storeward.server.s3;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Texts in headers, which HTTP servers hand on with a character for each byte. They are UTF-8 here,
 * both ways.
 */
public final class HeaderText {
    private HeaderText() {}

    /**
     * The text of bytes that came as characters.
     *
     * @throws S3Exception {@code INVALID_ARGUMENT} when they are no UTF-8
     */
    public static String of(String sent) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(sent.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException _) {
            throw new S3Exception(S3Code.INVALID_ARGUMENT, "A header's value is not UTF-8.");
        }
    }

    /** The characters to send for a text. */
    public static String sent(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
