package dev.storeward.server.proof.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.proof.server.SharedServers;
import dev.storeward.server.proof.server.SharedServers.Served;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

/** A user who asks for addresses of uploads, and whoever sends to them. */
@ExtendWith(SharedServers.class)
abstract class TicketsFixture {
    static final String REQUEST = "/storage/shared/files/request_upload";
    static final JsonMapper JSON = new JsonMapper();
    static final byte[] TEXT = "some bytes".getBytes(StandardCharsets.UTF_8);

    static Served served;
    static RunningServer server;

    Member member;
    Http http;
    Http anyone;

    /** An address and the id its file will have. */
    record Upload(String id, String url) {
        String path() {
            return URI.create(url).getRawPath();
        }

        String token() {
            return path().substring("/uploads/".length());
        }
    }

    @BeforeAll
    static void server() {
        served = SharedServers.on(SharedServers.Kind.LOCAL);
        server = served.server();
    }

    @BeforeEach
    void newMember() {
        member = server.member(100 << 20);
        http = new Http(server, member.key());
        anyone = new Http(server, "");
    }

    Upload request(String fileName) {
        Answer answer =
                http.postJson(REQUEST, JSON.writeValueAsString(Map.of("file_name", fileName)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return new Upload(
                answer.json().path("upload_id").stringValue(),
                answer.json().path("upload_url").stringValue());
    }

    Answer put(Upload upload, byte[] bytes, String... headers) {
        return anyone.send("PUT", upload.url(), BodyPublishers.ofByteArray(bytes), headers);
    }

    Answer download(Upload upload) {
        Answer asked = http.get("/storage/shared/files/" + upload.id() + "/request_download");
        assertThat(asked.status()).as(asked.text()).isEqualTo(200);
        return anyone.get(asked.json().path("download_url").stringValue());
    }
}
