package dev.storeward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Manifests checked offline: those that are right, and every way in which one is not. */
class ManifestVerifyTest {
    private static final String FROM = "00000000-0000-7000-8000-00000000000a";
    private static final String TO = "00000000-0000-7000-8000-00000000000b";
    private static final String HEADER =
            """
            {"type":"storeward-migration-manifest","version":1,"migration_id":"00000000-0000-7000-8000-000000000001",\
            "tenant_id":"00000000-0000-7000-8000-000000000002","rollback_of":null,"status":"completed",\
            "started_at":"2026-01-01T00:00:00Z","ended_at":"2026-01-01T01:00:00.250Z","files":3,"bytes":60,\
            "skipped_files":0,"failed_files":0,"locations":{\
            "00000000-0000-7000-8000-00000000000a":{"connector":"s3","endpoint":"","bucket":"shared","prefix":""},\
            "00000000-0000-7000-8000-00000000000b":{"connector":"s3","endpoint":"https://s3.test","bucket":"own","prefix":"p"}}}
            """;

    private static final KeyPair KEYS = pair();
    private static final KeyPair OTHERS = pair();

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String id(int number) {
        return "00000000-0000-7000-8000-1%011d".formatted(number);
    }

    private static String line(int number) {
        return """
        {"file_id":"%s","size":%d,"sha256":"%s","from":{"location":"%s","key":"a/%d"},\
        "to":{"location":"%s","key":"a/%d~x"},"verified_at":"2026-01-01T00:30:00Z"}
        """
                .formatted(id(number), number * 10, "ab".repeat(32), FROM, number, TO, number);
    }

    private static List<String> lines() {
        return new ArrayList<>(List.of(HEADER, line(1), line(2), line(3)));
    }

    private static String encoded(KeyPair keys) {
        return Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
    }

    private static String signed(String content, KeyPair keys) {
        try {
            String sha256 =
                    HexFormat.of()
                            .formatHex(
                                    MessageDigest.getInstance("SHA-256")
                                            .digest(content.getBytes(StandardCharsets.UTF_8)));
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(keys.getPrivate());
            signature.update(
                    ("storeward-migration-manifest/1:" + sha256).getBytes(StandardCharsets.UTF_8));
            return content
                    + """
                    {"type":"signature","algorithm":"Ed25519","key_id":"k1","public_key":"%s","sha256":"%s","signature":"%s"}
                    """
                            .formatted(
                                    encoded(keys),
                                    sha256,
                                    Base64.getEncoder().encodeToString(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String manifest() {
        return signed(String.join("", lines()), KEYS);
    }

    private Ctl ctl(Map<String, String> environment) {
        return new Ctl(environment, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    private int verify(byte[] content, String... options) {
        try {
            Path file = Files.write(folder.resolve("m.jsonl"), content);
            List<String> all = new ArrayList<>(List.of("manifest", "verify", file.toString()));
            all.addAll(Arrays.asList(options));
            return ctl(Map.of()).execute(all.toArray(String[]::new));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private int verify(String content, String... options) {
        return verify(content.getBytes(StandardCharsets.UTF_8), options);
    }

    private void refused(String content, String sentence) {
        assertThat(verify(content)).isEqualTo(1);
        assertThat(err.toString()).contains(sentence);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aManifestThatIsRightIsToldInOneSentence() {
        assertThat(verify(manifest(), "--public-key", encoded(KEYS))).isZero();

        assertThat(out)
                .hasToString(
                        "Right: migration 00000000-0000-7000-8000-000000000001 (completed), 3 files,"
                                + " 60 B, signed by key k1."
                                + System.lineSeparator());
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void withoutAKeyItIsToldThatTheFilesOwnProvesLittle() {
        assertThat(verify(manifest())).isZero();
        assertThat(out.toString())
                .contains("The key is the one in the file")
                .contains(encoded(KEYS));
    }

    @Test
    void theResultIsToldInJson() {
        assertThat(verify(manifest(), "--json")).isZero();
        assertThat(out.toString())
                .startsWith(
                        "{\"migration_id\":\"00000000-0000-7000-8000-000000000001\",\"status\":\"completed\","
                                + "\"files\":3,\"bytes\":60,\"key_id\":\"k1\"")
                .contains("\"key_was_given\":false");
    }

    @Test
    void aKeyMayBePem() {
        String pem =
                "-----BEGIN PUBLIC KEY-----\n" + encoded(KEYS) + "\n-----END PUBLIC KEY-----\n";
        assertThat(verify(manifest(), "--public-key", pem)).isZero();
    }

    @Test
    void anothersSignatureIsRefused() {
        assertThat(verify(signed(String.join("", lines()), OTHERS), "--public-key", encoded(KEYS)))
                .isEqualTo(1);
        assertThat(err.toString()).contains("signed by another key than the one given");
    }

    @Test
    void aSignatureUnderAnothersNameIsRefused() {
        refused(
                manifest().replace(encoded(KEYS), encoded(OTHERS)),
                "The signature is not one of the key that is named.");
    }

    @Test
    void aMadeUpSignatureIsRefused() {
        String good = manifest();
        int at = good.indexOf("\"signature\":\"") + "\"signature\":\"".length();
        String forged =
                good.substring(0, at) + Base64.getEncoder().encodeToString(new byte[64]) + "\"}\n";
        refused(forged, "The signature is not one of the key that is named.");
    }

    @Test
    void oneChangedByteIsMet() {
        refused(manifest().replace("\"key\":\"a/2\"", "\"key\":\"a/9\""), "The digest is another");
    }

    @Test
    void aMissingLineIsMet() {
        refused(manifest().replace(line(2), ""), "The digest is another");
    }

    @Test
    void whatWasCutOffIsRefusedWhereverItWasCut() {
        byte[] whole = manifest().getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length; length += 7) {
            assertThat(verify(Arrays.copyOf(whole, length))).as("%d bytes", length).isEqualTo(1);
        }
        assertThat(err.toString())
                .contains("The file is empty.")
                .contains("has no end: the file was cut off");
        err.getBuffer().setLength(0);
        refused(String.join("", lines()), "The file ends without its signature");
    }

    @Test
    void whatWasAppendedIsRefused() {
        refused(manifest() + line(4), "There is something after the signature in line 5");
    }

    @Test
    void aSecondManifestBehindTheFirstIsRefused() {
        refused(manifest() + manifest(), "There is something after the signature");
    }

    private static String changed(UnaryOperator<List<String>> change) {
        return signed(String.join("", change.apply(lines())), KEYS);
    }

    @Test
    void aSignedFileThatIsNamedTwiceIsMet() {
        refused(
                changed(lines -> {
                    lines.set(3, line(2));
                    return lines;
                }),
                "Line 4 names a file that the line before it names: " + id(2));
    }

    @Test
    void aSignedFileOutOfOrderIsMet() {
        refused(
                changed(lines -> {
                    lines.set(2, line(3));
                    lines.set(3, line(2));
                    return lines;
                }),
                "Line 4 is out of order");
    }

    @Test
    void countsThatDoNotAddUpAreMet() {
        refused(
                changed(lines -> {
                    lines.remove(3);
                    return lines;
                }),
                "The first line announces 3 files of 60 bytes; there are 2 of 30.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1 | \"version\":1 | \"version\":2 | of a version that this storeward does not know",
                "1 | storeward-migration-manifest | other | This is no manifest of a migration",
                "1 | \"status\":\"completed\" | \"status\":\"in_progress\" | Line 1: status is not",
                "1 | \"files\":3 | \"files\":-3 | Line 1: files is not",
                "1 | \"files\":3 | \"files\":3,\"files\":3 | Line 1 is not a JSON object",
                "1 | \"files\":3 | \"files\":3,\"more\":1 | Line 1: more is unknown",
                "1 | \"prefix\":\"p\" | \"path\":\"p\" | Line 1: prefix is missing",
                "2 | \"size\":10 | \"size\":1e1 | Line 2: size is not",
                "2 | \"size\":10 | \"size\":\"10\" | Line 2: size is not",
                "2 | \"size\":10 | \"size\":99999999999999999999 | Line 2: size is not",
                "3 | \"size\":20 | \"size\":9223372036854775807 | Line 3: size is not",
                "2 | \"sha256\":\"ab | \"sha256\":\"AB | Line 2: sha256 is not",
                "2 | 2026-01-01T00:30:00Z | yesterday | Line 2: verified_at is not",
                "2 | 00000000000a | 00000000000c | Line 2: from is at a location",
                "2 | \"key\":\"a/1\" | \"key\":\"\" | Line 2: from.key is not",
                "2 | \"key\":\"a/1\" | \"key\":{\"a\":1} | Line 2: from.key is not",
                "2 | \"file_id\":\"0 | \"file_id\":\"x | Line 2: file_id is not",
                "2 | {\"file_id\" | [{\"file_id\" | Line 2 is not a JSON object",
                "2 | \"size\":10 | \"size\":10,\"e\\u001bvil\":1 | Line 2: e?vil is unknown"
            })
    void whatIsSignedAndStillNotWellFormedIsNamed(
            int line, String from, String to, String sentence) {
        refused(
                changed(lines -> {
                    lines.set(line - 1, lines.get(line - 1).replace(from, to));
                    return lines;
                }),
                sentence);
    }

    @Test
    void aLineWithoutEndIsGivenUpEarly() {
        refused("{\"a\":\"" + "x".repeat(3 << 20), "Line 1 is longer than 1048576 bytes");
    }

    @Test
    void whatIsNotTextIsRefused() {
        assertThat(verify(new byte[] {(byte) 0xff, (byte) 0xfe, 0, '\n'})).isEqualTo(1);
        assertThat(err.toString()).contains("Line 1 is not a JSON object in UTF-8.");
    }

    @Test
    void deepJsonIsRefused() {
        refused("{\"a\":" + "[".repeat(100_000) + "\n", "Line 1 is not a JSON object in UTF-8.");
    }

    @Test
    void wrongUsageHasItsOwnExitCode() {
        assertThat(verify(manifest(), "--public-key", "AAAA")).isEqualTo(2);
        assertThat(err.toString()).contains("--public-key: is no Ed25519 key in Base64.");
        String none = folder.resolve("none").toString();
        assertThat(ctl(Map.of()).execute("manifest", "verify", none)).isEqualTo(2);
        assertThat(ctl(Map.of()).execute("manifest", "verify")).isEqualTo(2);
        assertThat(ctl(Map.of()).execute("manifest")).isEqualTo(2);
        assertThat(ctl(Map.of()).execute()).isEqualTo(2);
        assertThat(ctl(Map.of()).execute("conjure")).isEqualTo(2);
    }

    @Test
    void withoutAKeyOfTheServiceNothingIsSent() {
        assertThat(ctl(Map.of()).execute("whoami")).isEqualTo(2);
        assertThat(err.toString()).contains("STOREWARD_KEY must hold an API key");
        assertThat(ctl(Map.of("STOREWARD_URL", "ftp://x", "STOREWARD_KEY", "k")).execute("whoami"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("STOREWARD_URL must be the address of a server");
    }
}
