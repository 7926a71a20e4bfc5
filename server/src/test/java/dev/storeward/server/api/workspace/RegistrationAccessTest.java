package dev.storeward.server.api.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Who may do what in a workspace. */
class RegistrationAccessTest extends RegistrationFixture {
    @Test
    void membersOnlyTransferFilesAndStrangersSeeNothing() {
        supervisor.expect(
                201, supervisor.post("/storage?verify=false", unproven("ours", "s3", bucket())));
        JsonNode upload = user.requestUpload("shared", "mine.txt");
        user.put(upload, new byte[] {1, 2, 3});
        String id = upload.path("upload_id").stringValue();

        assertThat(user.post("/storage", unproven("x", "s3", bucket())).status()).isEqualTo(403);
        assertThat(user.get("/storage").status()).isEqualTo(403);
        assertThat(user.get("/storage/ours").status()).isEqualTo(403);
        assertThat(user.delete("/storage/ours").status()).isEqualTo(403);
        assertThat(user.download("shared", id)).isEqualTo(new byte[] {1, 2, 3});
        // The backend of the key need not be where the file lies, but must be the tenant's.
        assertThat(user.download("ours", id)).isEqualTo(new byte[] {1, 2, 3});
        assertThat(user.requestDownload("theirs", id).status()).isEqualTo(404);

        assertThat(supervisor.requestDownload("shared", id).status()).isEqualTo(404);
        Member other = server.member(1 << 20);
        WorkspaceClient stranger = client(server.member(server.tenant(other), "supervisor").key());
        assertThat(stranger.requestDownload("shared", id).status()).isEqualTo(404);
        assertThat(stranger.requestDownload("ours", id).status()).isEqualTo(404);
        assertThat(stranger.get("/storage/ours").status()).isEqualTo(404);
        assertThat(stranger.delete("/storage/ours").status()).isEqualTo(404);
        assertThat(
                        stranger.post("/storage/ours/files/request_upload", "{\"file_name\":\"a\"}")
                                .status())
                .isEqualTo(404);
        assertThat(stranger.expect(200, stranger.get("/storage")).size()).isZero();
        Http.Answer upload2 =
                plain(other.key()).upload("file_name=a&storage_key=ours", new byte[] {1});
        assertThat(upload2.status()).isEqualTo(400);
        assertThat(upload2.json().path("message").stringValue()).startsWith("storage_key: ");
    }

    @Test
    void withoutAKeyThereIsNothingAndASuperAdminNamesTheTenant() {
        WorkspaceClient nobody = client("");
        for (String path : List.of("/storage", "/storage/a")) {
            Http.Answer answer = nobody.get(path);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        }
        assertThat(nobody.post("/storage", "{}").status()).isEqualTo(401);
        assertThat(nobody.delete("/storage/a").status()).isEqualTo(401);
        assertThat(nobody.requestDownload("shared", "x").status()).isEqualTo(401);

        WorkspaceClient admin = client(RunningServer.ADMIN_KEY);
        assertThat(errors(admin.get("/storage")).propertyNames()).containsExactly("X-Tenant");
        assertThat(errors(admin.get("/storage", "X-Tenant", "none")).propertyNames())
                .containsExactly("X-Tenant");
        JsonNode made =
                admin.expect(
                        201,
                        admin.post(
                                "/storage?verify=false",
                                unproven("by-admin", "s3", bucket()),
                                "X-Tenant",
                                member.slug()));
        assertThat(made.path("workspace").stringValue()).isEqualTo(member.slug());
        assertThat(supervisor.expect(200, supervisor.get("/storage/by-admin"))).isEqualTo(made);
    }

    @Test
    void aFolderIsForSuperAdminsBelowTheRoots() {
        String folder = server.data().resolve("objects").resolve(bucket()).toString();
        String body = WorkspaceClient.registration("folder", "filesystem", Map.of("path", folder));
        assertThat(supervisor.post("/storage", body).status()).isEqualTo(403);

        WorkspaceClient admin = client(RunningServer.ADMIN_KEY);
        JsonNode made = admin.expect(201, admin.post("/storage", body, "X-Tenant", member.slug()));
        assertThat(made.path("connector_init").path("path").stringValue()).isEqualTo(folder);
        JsonNode upload = user.requestUpload("folder", "a.txt");
        assertThat(user.put(upload, new byte[] {7}).status()).isEqualTo(200);
        assertThat(user.download("folder", upload.path("upload_id").stringValue()))
                .isEqualTo(new byte[] {7});
        Http.Answer outside =
                admin.post(
                        "/storage",
                        WorkspaceClient.registration("etc", "filesystem", Map.of("path", "/etc")),
                        "X-Tenant",
                        member.slug());
        assertThat(outside.status()).isIn(400, 403);
    }
}
