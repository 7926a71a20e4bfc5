package dev.storeward.cli.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Manifests checked offline: the signature, whose it is, and what it covers. */
class ManifestVerifyTest extends ManifestFixture {
    private static final KeyPair OTHERS = pair();

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
