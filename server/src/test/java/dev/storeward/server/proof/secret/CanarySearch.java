package dev.storeward.server.proof.secret;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Looks for secrets in bytes, each as it is and in every way a program may have written it: base64
 * at any place of a longer text, for URLs, in hex, in JSON, in the other case. One pass, however
 * many there are.
 */
final class CanarySearch {
    private static final int HEAD = 4;

    private final Map<Integer, List<Needle>> byHead = new HashMap<>();
    private final BitSet heads = new BitSet(1 << 16);

    private record Needle(String what, byte[] bytes) {}

    /** Adds a secret of at least 12 bytes. */
    CanarySearch add(String name, String secret) {
        return add(name, secret.getBytes(StandardCharsets.UTF_8));
    }

    CanarySearch add(String name, byte[] secret) {
        if (secret.length < 12) {
            throw new IllegalArgumentException(name + " is too short to be told from chance");
        }
        Map<String, byte[]> forms = new LinkedHashMap<>();
        forms.put("plain", secret);
        forms.put("hex", ascii(HexFormat.of().formatHex(secret)));
        forms.put("HEX", ascii(HexFormat.of().withUpperCase().formatHex(secret)));
        for (int offset = 0; offset < 3; offset++) {
            String base64 = inBase64(secret, offset);
            forms.put("base64 at " + offset, ascii(base64));
            forms.put("base64url at " + offset, ascii(url(base64)));
        }
        String text = new String(secret, StandardCharsets.UTF_8);
        if (java.util.Arrays.equals(text.getBytes(StandardCharsets.UTF_8), secret)) {
            forms.put("url-encoded", ascii(URLEncoder.encode(text, StandardCharsets.UTF_8)));
            forms.put("json", utf8(text.replace("\\", "\\\\").replace("\"", "\\\"")));
            forms.put("json with slashes", utf8(text.replace("/", "\\/")));
            forms.put("lower case", utf8(text.toLowerCase(Locale.ROOT)));
            forms.put("upper case", utf8(text.toUpperCase(Locale.ROOT)));
        }
        forms.forEach((form, bytes) -> put(new Needle(name + " (" + form + ")", bytes)));
        return this;
    }

    /** The middle of the base64 of a longer text, which is the same whatever surrounds it. */
    private static String inBase64(byte[] secret, int offset) {
        byte[] shifted = new byte[offset + secret.length];
        System.arraycopy(secret, 0, shifted, offset, secret.length);
        String whole = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        int first = offset == 0 ? 0 : offset + 1;
        int last = whole.length() - (shifted.length % 3 == 0 ? 0 : 1);
        return whole.substring(first, last);
    }

    private static String url(String base64) {
        return base64.replace('+', '-').replace('/', '_');
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void put(Needle needle) {
        int head = head(needle.bytes(), 0);
        byHead.computeIfAbsent(head, ignored -> new ArrayList<>()).add(needle);
        heads.set(head >>> 16);
    }

    private static int head(byte[] bytes, int at) {
        return (firstTwo(bytes, at) << 16) | firstTwo(bytes, at + 2);
    }

    private static int firstTwo(byte[] bytes, int at) {
        return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
    }

    /** Which secrets are in the bytes, and in which form. */
    List<String> in(byte[] haystack) {
        TreeSet<String> found = new TreeSet<>();
        for (int at = 0; at + HEAD <= haystack.length; at++) {
            if (heads.get(firstTwo(haystack, at))) {
                for (Needle needle : byHead.getOrDefault(head(haystack, at), List.of())) {
                    if (startsWith(haystack, at, needle.bytes())) {
                        found.add(needle.what());
                    }
                }
            }
        }
        return List.copyOf(found);
    }

    List<String> in(String text) {
        return in(utf8(text));
    }

    private static boolean startsWith(byte[] haystack, int at, byte[] needle) {
        return at + needle.length <= haystack.length
                && java.util.Arrays.equals(
                        haystack, at, at + needle.length, needle, 0, needle.length);
    }

    /** What is found in which file below a folder. */
    List<String> below(Path folder, Predicate<Path> which) {
        List<String> found = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                Path name = folder.relativize(file);
                if (which.test(name)) {
                    in(bytes(file)).forEach(what -> found.add(what + " in " + name));
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }
}
