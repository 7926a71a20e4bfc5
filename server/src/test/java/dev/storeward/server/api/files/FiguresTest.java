package dev.storeward.server.api.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.quota.Usage;
import dev.storeward.server.http.response.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How sizes are told in larger units. */
class FiguresTest {
    private final Json json = new Json();

    @Test
    @DisplayName("no figure has an exponent, however large it is")
    void figuresArePlain() {
        assertThat(text(FilesMapper.quota(new Usage(0, 1L << 60, 0, null))))
                .isEqualTo(
                        "{\"limit_bytes\":1152921504606846976,"
                                + "\"limit_mb\":1099511627776.0,\"limit_gb\":1073741824.0}");
        assertThat(text(FilesMapper.usage(new Usage(1L << 50, 3, 1, null), false)))
                .doesNotContain("E");
        assertThat(text(FilesMapper.quota(new Usage(0, 10_737_419, 0, null))))
                .isEqualTo("{\"limit_bytes\":10737419,\"limit_mb\":10.24,\"limit_gb\":0.01}");
        assertThat(text(FilesMapper.quota(new Usage(0, 0, 0, null))))
                .isEqualTo("{\"limit_bytes\":0,\"limit_mb\":0.0,\"limit_gb\":0.0}");
    }

    private String text(Object body) {
        return new String(json.mapper().writeValueAsBytes(body), StandardCharsets.UTF_8);
    }
}
