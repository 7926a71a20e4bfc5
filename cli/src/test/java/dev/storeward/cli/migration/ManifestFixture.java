package dev.storeward.cli.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.cli.Ctl;
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
import org.junit.jupiter.api.io.TempDir;

/** A manifest that is right, to be spoiled, and the command that checks it. */
abstract class ManifestFixture {
    static final String FROM = "00000000-0000-7000-8000-00000000000a";
    static final String TO = "00000000-0000-7000-8000-00000000000b";

    static final String HEADER =
            """
            {"type":"storeward-migration-manifest","version":1,"migration_id":"00000000-0000-7000-8000-000000000001",\
            "tenant_id":"00000000-0000-7000-8000-000000000002","rollback_of":null,"status":"completed",\
            "started_at":"2026-01-01T00:00:00Z","ended_at":"2026-01-01T01:00:00.250Z","files":3,"bytes":60,\
            "skipped_files":0,"failed_files":0,"locations":{\
            "00000000-0000-7000-8000-00000000000a":{"connector":"s3","endpoint":"","bucket":"shared","prefix":""},\
            "00000000-0000-7000-8000-00000000000b":{"connector":"s3","endpoint":"https://s3.test","bucket":"own","prefix":"p"}}}
            """;

    static final KeyPair KEYS = pair();

    @TempDir Path folder;
    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();

    static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String id(int number) {
        return "00000000-0000-7000-8000-1%011d".formatted(number);
    }

    static String line(int number) {
        return """
        {"file_id":"%s","size":%d,"sha256":"%s","from":{"location":"%s","key":"a/%d"},\
        "to":{"location":"%s","key":"a/%d~x"},"verified_at":"2026-01-01T00:30:00Z"}
        """
                .formatted(id(number), number * 10, "ab".repeat(32), FROM, number, TO, number);
    }

    static List<String> lines() {
        return new ArrayList<>(List.of(HEADER, line(1), line(2), line(3)));
    }

    static String encoded(KeyPair keys) {
        return Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
    }

    static String signed(String content, KeyPair keys) {
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

    static String manifest() {
        return signed(String.join("", lines()), KEYS);
    }

    Ctl ctl(Map<String, String> environment) {
        return new Ctl(environment, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    int verify(byte[] content, String... options) {
        try {
            Path file = Files.write(folder.resolve("m.jsonl"), content);
            List<String> all = new ArrayList<>(List.of("manifest", "verify", file.toString()));
            all.addAll(Arrays.asList(options));
            return ctl(Map.of()).execute(all.toArray(String[]::new));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    int verify(String content, String... options) {
        return verify(content.getBytes(StandardCharsets.UTF_8), options);
    }

    void refused(String content, String sentence) {
        assertThat(verify(content)).isEqualTo(1);
        assertThat(err.toString()).contains(sentence);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(out.toString()).isEmpty();
    }
}
