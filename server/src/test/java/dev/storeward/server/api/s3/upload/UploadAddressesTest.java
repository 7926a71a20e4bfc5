package dev.storeward.server.api.s3.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.RunningServer;
import dev.storeward.server.api.s3.S3User;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where an object is that was put together, as its client knows the server. */
class UploadAddressesTest {
    private static String location(RunningServer server, Map<String, String> headers) {
        S3User user = S3User.on(server);
        PartedUpload upload = PartedUpload.begin(user.client(), user.whole(), "a b.bin");
        upload.part(1, "hello");
        String location =
                upload.complete(complete ->
                                complete.overrideConfiguration(
                                        config -> headers.forEach(config::putHeader)))
                        .location();
        return location.replace("/" + user.whole() + "/", "/BUCKET/");
    }

    @Test
    void aProxyThatIsTrustedSaysWhatItIsCalled() {
        try (RunningServer server =
                RunningServer.start(Map.of("STOREWARD_TRUSTED_PROXIES", "127.0.0.1"))) {
            assertThat(location(server, Map.of("X-Forwarded-Proto", "https")))
                    .isEqualTo(server.url().replace("http:", "https:") + "/s3/BUCKET/a%20b.bin");
            assertThat(
                            location(
                                    server,
                                    Map.of(
                                            "X-Forwarded-Proto",
                                            "https",
                                            "X-Forwarded-Host",
                                            "files.example.com")))
                    .isEqualTo("https://files.example.com/s3/BUCKET/a%20b.bin");
        }
    }

    @Test
    void theOperatorsAddressIsThatOfTheDoor() {
        try (RunningServer server =
                RunningServer.start(Map.of("STOREWARD_PUBLIC_URL", "https://files.example.com/"))) {
            assertThat(location(server, Map.of("X-Forwarded-Host", "evil.example")))
                    .isEqualTo("https://files.example.com/s3/BUCKET/a%20b.bin");
        }
    }
}
