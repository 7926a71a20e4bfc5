package dev.storeward.store.azure;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of one part's block. All blocks of a blob must have names of one length.
 *
 * @param uploadId 32 hexadecimal digits; empty for a block that is not ours
 * @param number 1 to 50,000
 */
record BlockId(String uploadId, int number) {
    private static final Pattern FORM = Pattern.compile("sw1\\.([0-9a-f]{32})\\.([0-9]{5})");

    String encoded() {
        String text = "sw1.%s.%05d".formatted(uploadId, number);
        return Base64.getEncoder().encodeToString(text.getBytes(US_ASCII));
    }

    static BlockId decoded(String encoded) {
        try {
            Matcher form = FORM.matcher(new String(Base64.getDecoder().decode(encoded), US_ASCII));
            return form.matches()
                    ? new BlockId(form.group(1), Integer.parseInt(form.group(2)))
                    : new BlockId("", 0);
        } catch (IllegalArgumentException e) {
            return new BlockId("", 0);
        }
    }
}
