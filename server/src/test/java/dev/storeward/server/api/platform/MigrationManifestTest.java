package dev.storeward.server.api.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http.Answer;
import dev.storeward.store.ByteRange;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.local.LocalStore;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The manifest of a migration, against what lies at its target. */
class MigrationManifestTest extends MigrationFixture {
    @Test
    void theManifestNamesEveryFileAndItsSignatureProvesIt() throws Exception {
        upload(103);
        JsonNode begun = startTo(backend("target"));
        JsonNode ended = ended(begun);

        Answer answer = supervisor.get(path(begun) + "/manifest");
        assertThat(answer.header("Content-Type")).isEqualTo("application/jsonl");
        assertThat(answer.header("Content-Disposition"))
                .matches("attachment; filename=\"mig_[0-9a-f]{32}\\.manifest\\.jsonl\"");
        List<JsonNode> lines = verified(answer);

        JsonNode header = lines.getFirst();
        assertThat(header.path("type").stringValue()).isEqualTo("storeward-migration-manifest");
        assertThat(header.path("version").intValue()).isEqualTo(1);
        assertThat(header.path("migration_id")).isEqualTo(ended.path("id"));
        assertThat(header.path("tenant_id").stringValue()).isEqualTo(member.tenantId().toString());
        assertThat(header.path("status").stringValue()).isEqualTo("completed");
        assertThat(header.path("started_at")).isEqualTo(ended.path("started_at"));
        assertThat(header.path("ended_at")).isEqualTo(ended.path("completed_at"));
        assertThat(header.path("files").longValue()).isEqualTo(103);
        assertThat(header.path("failed_files").longValue()).isZero();
        assertThat(header.path("locations")).hasSize(2);
        assertThat(header.path("locations").toString())
                .doesNotContain(server.data().toString())
                .contains(
                        "{\"connector\":\"filesystem\",\"endpoint\":\"\",\"bucket\":\"\",\"prefix\":\"\"}");

        List<JsonNode> moved = lines.subList(1, lines.size() - 1);
        assertThat(moved.stream().map(line -> line.at("/from/key").stringValue()))
                .containsExactlyInAnyOrderElementsOf(files.keySet());
        assertThat(moved.stream().map(line -> line.path("file_id").stringValue()))
                .isSorted()
                .doesNotHaveDuplicates();
        JsonNode one = moved.getFirst();
        byte[] stored = stored(one.at("/to/key").stringValue());
        assertThat(one.path("size").longValue()).isEqualTo(stored.length);
        assertThat(one.path("sha256").stringValue())
                .isEqualTo(
                        HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(stored)));
        assertThat(header.path("locations").has(one.at("/from/location").stringValue())).isTrue();
        assertThat(header.path("locations").has(one.at("/to/location").stringValue())).isTrue();
    }

    /** What lies at the target, seen past the server. */
    private byte[] stored(String key) throws IOException {
        Path folder = server.data().resolve("objects").resolve(member.slug() + "-target");
        try (LocalStore store = LocalStore.open(folder, InstantSource.system());
                ObjectBody body = store.get(new ObjectKey(key), ByteRange.all())) {
            return body.stream().readAllBytes();
        }
    }
}
