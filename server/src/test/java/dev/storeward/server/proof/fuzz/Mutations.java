package dev.storeward.server.proof.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Changes bytes a little, always the same way for a seed. Belongs to one thread. */
final class Mutations {
    /** What parsers of HTTP, paths, forms, JSON and numbers have stumbled over. */
    private static final List<String> WORDS =
            List.of(
                    "\r\n",
                    "\n",
                    "\r\n\r\n",
                    "\r\n ",
                    "\0",
                    "%",
                    "%00",
                    "%2e%2e%2f",
                    "%2F",
                    "%c0%af",
                    "%ff",
                    "%ud800",
                    "\\ud800",
                    "../",
                    "..\\",
                    ";x=1",
                    "?",
                    "#",
                    "&&",
                    "=",
                    "+",
                    "--",
                    "\"",
                    "\\\"",
                    "'",
                    "{",
                    "}",
                    "[",
                    "null",
                    "true",
                    "-1",
                    "-0",
                    "1e999",
                    "0x10",
                    "18446744073709551616",
                    "9223372036854775807",
                    "Transfer-Encoding: chunked\r\n",
                    "Transfer-Encoding: identity\r\n",
                    "Content-Length: 5\r\n",
                    "Content-Length: -1\r\n",
                    "Expect: 100-continue\r\n",
                    "Range: bytes=-\r\n",
                    "Range: bytes=0-,1-\r\n",
                    "If-Range: \"\r\n",
                    "If-Match: *,\r\n",
                    "X-Tenant: \u00fc\r\n",
                    "Host: a:99999\r\n",
                    "Content-Type: */*\r\n",
                    "Content-Type: multipart/form-data; boundary=\"\r\n",
                    "ffffffffffffffff\r\n",
                    "zz\r\n",
                    "\u00e9",
                    "\ud83d\ude00",
                    "\u202e");

    private final Random random;
    private final List<byte[]> corpus;

    /**
     * @param corpus what parts are borrowed from
     */
    Mutations(long seed, List<byte[]> corpus) {
        this.random = new Random(seed);
        this.corpus = List.copyOf(corpus);
    }

    /** One of the corpus, with one to four changes. */
    byte[] next() {
        byte[] bytes = corpus.get(random.nextInt(corpus.size()));
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            bytes = changed(bytes);
        }
        return bytes;
    }

    private byte[] changed(byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        int length = Math.min(bytes.length - at, 1 + random.nextInt(16));
        return switch (random.nextInt(7)) {
            case 0 -> replaced(bytes, at, length, new byte[0]);
            case 1 -> replaced(bytes, at, 0, word());
            case 2 -> replaced(bytes, at, length, word());
            case 3 ->
                    replaced(bytes, at, Math.min(1, length), new byte[] {(byte) random.nextInt()});
            case 4 -> replaced(bytes, at, 0, slice(bytes));
            case 5 -> replaced(bytes, at, length, slice(corpus.get(random.nextInt(corpus.size()))));
            default -> replaced(bytes, at, 0, repeated());
        };
    }

    private byte[] word() {
        return WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.UTF_8);
    }

    private byte[] slice(byte[] of) {
        int from = random.nextInt(of.length);
        int length = Math.min(of.length - from, 1 + random.nextInt(64));
        return java.util.Arrays.copyOfRange(of, from, from + length);
    }

    private byte[] repeated() {
        byte[] many = new byte[random.nextInt(300)];
        java.util.Arrays.fill(many, (byte) "a.-/% ".charAt(random.nextInt(6)));
        return many;
    }

    private static byte[] replaced(byte[] bytes, int at, int length, byte[] by) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + by.length);
        out.write(bytes, 0, at);
        out.writeBytes(by);
        out.write(bytes, at + length, bytes.length - at - length);
        return out.toByteArray();
    }
}
