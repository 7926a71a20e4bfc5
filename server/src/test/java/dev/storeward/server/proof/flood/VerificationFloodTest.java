package dev.storeward.server.proof.flood;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.proof.server.SharedServers;
import dev.storeward.testkit.server.SilentServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A supervisor has one bucket after the other verified that answers nothing. */
@ExtendWith(SharedServers.class)
class VerificationFloodTest {
    private static final int AT_ONCE = 4;

    private static RunningServer server;

    private final List<SilentServer> buckets = new ArrayList<>();
    private Member member;
    private Http supervisor;

    @BeforeAll
    static void server() {
        server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    }

    @BeforeEach
    void flood() throws InterruptedException {
        member = server.member(1 << 20);
        supervisor = new Http(server, server.member(server.tenant(member), "supervisor").key());
        for (int i = 0; i < AT_ONCE; i++) {
            SilentServer bucket = SilentServer.start();
            buckets.add(bucket);
            String body = workspace("silent-" + i, bucket.address().getPort());
            Thread.ofVirtual().start(() -> supervisor.postJson("/storage", body));
            bucket.awaitConnection();
        }
    }

    @AfterEach
    void end() {
        buckets.forEach(SilentServer::close);
    }

    private static String workspace(String key, int port) {
        return """
        {"storage_key":"%s","storage_class":"s3","connector_init":{
         "access_key":"AKIA","secret_key":"hush-hush","bucket_name":"%s",
         "endpoint":"http://127.0.0.1:%d"}}
        """
                .formatted(key, key, port);
    }

    private static Answer refused(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(429);
        assertThat(answer.header("Retry-After")).isEqualTo("10");
        return answer;
    }

    @Test
    void oneMoreIsRefusedInEveryDoorsForm() {
        Answer ofWorkspace = refused(supervisor.postJson("/storage", workspace("one-more", 1)));
        Answer ofPlatform =
                refused(
                        supervisor.postJson(
                                "/api/v1/platform/tenants/" + member.tenantId() + "/backends",
                                """
                                {"name":"more","connector":"s3","settings":{"bucket":"more",
                                 "endpoint":"http://127.0.0.1:1","access_key":"AKIA",
                                 "secret_key":"hush-hush"}}
                                """));
        Answer ofConfigs =
                refused(
                        supervisor.postJson(
                                "/api/v1/storage-configs/",
                                """
                                {"name":"more","provider":"s3_compatible","s3_bucket_name":"more",
                                 "s3_endpoint_url":"http://127.0.0.1:1","s3_bucket_region":"us-east-1",
                                 "s3_access_key_id":"AKIA","s3_secret_access_key":"hush-hush"}
                                """));

        assertThat(ofWorkspace.json().path("detail").stringValue())
                .isEqualTo(ofPlatform.json().path("detail").stringValue())
                .contains("as many as one may at once (4)");
        assertThat(ofConfigs.text())
                .isEqualTo(
                        "{\"detail\":\"Request was throttled. Expected available in 10 seconds.\"}");
    }

    @Test
    void anotherTenantsIsAskedBesideThem() {
        Member theirs = server.member(1 << 20);
        Http other = new Http(server, server.member(server.tenant(theirs), "supervisor").key());

        Answer answer = other.postJson("/storage", workspace("theirs", 1));

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.text()).contains("refuses connections");
    }
}
