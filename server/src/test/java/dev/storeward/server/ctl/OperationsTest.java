package dev.storeward.server.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.cli.Ctl;
import dev.storeward.server.Http;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** Every call of the platform and files doors has a command, and every command is listed. */
class OperationsTest extends CtlFixture {
    private static final Set<String> METHODS =
            Set.of("get", "post", "put", "patch", "delete", "head", "options");

    /** What is no act of a person: how the protocol of an upload begins, and what links are for. */
    private static final Set<String> OF_NO_COMMAND =
            Set.of(
                    "describeResumable",
                    "describeUploadProtocol",
                    "overrideUpload",
                    "endUpload",
                    "openLink",
                    "describeLink");

    private static final Map<String, String> COMMANDS =
            """
            whoAmI                whoami
            listConnectors        connectors
            createTenant          tenants create
            listTenants           tenants list
            getTenant             tenants show
            changeTenant          tenants change
            deleteTenant          tenants delete
            createUser            users create
            listUsers             users list
            changeUser            users change
            disableUser           users disable
            revokeLinks           users revoke-links
            endAccess             users end-access
            createKey             keys create
            listKeys              keys list
            revokeKey             keys revoke
            createS3Key           s3-keys create
            listS3Keys            s3-keys list
            registerBackend       backends register
            listBackends          backends list
            getBackend            backends show
            changeBackend         backends change
            removeBackend         backends remove
            verifyBackend         backends verify
            rotateBackend         backends rotate
            getBackendPolicy      backends policy
            getOrigins            cors show
            changeOrigins         cors set
            getPlacement          placement show
            changePlacement       placement set
            explainPlacement      placement explain
            listMigrations        migrations list
            startMigration        migrations start
            getMigration          migrations show
            changeMigration       migrations limits
            listMigrationItems    migrations items
            followMigration       migrations watch
            getManifest           migrations manifest
            cancelMigration       migrations cancel
            retryMigration        migrations retry
            rollBackMigration     migrations rollback
            keepSource            migrations keep-source
            listManifestKeys      manifest keys
            getMasterKey          master-key show
            rotateMasterKey       master-key rotate
            getInstallation       installation show
            releaseInstallation   installation release
            listAuditOfTenant     audit
            listAudit             audit
            listBuckets           buckets
            listObjects           ls
            listFiles             recent
            uploadFile            cp
            beginResumable        cp
            describeUpload        cp
            continueUpload        cp
            downloadFile          cp
            describeFile          stat
            getMetadata           stat
            deleteFile            rm
            createLink            link
            getUsage              usage
            getQuota              quota
            """
                    .lines()
                    .collect(
                            Collectors.toMap(
                                    line -> line.split(" +", 2)[0],
                                    line -> line.split(" +", 2)[1]));

    @Test
    void everyCallOfThePlatformAndFilesDoorsHasACommand() {
        Set<String> missing = new TreeSet<>(operations());
        missing.removeAll(COMMANDS.keySet());
        missing.removeAll(OF_NO_COMMAND);

        assertThat(missing)
                .as("operations without a command: give each one, and name it in this test")
                .isEmpty();
    }

    @Test
    void everyCommandThatIsNamedIsThereAndHasItsHelp() {
        CommandLine line = line();
        Map<String, String> without = new TreeMap<>();
        COMMANDS.forEach((operation, command) -> {
            CommandLine found = line;
            for (String word : command.split(" ", -1)) {
                found = found == null ? null : found.getSubcommands().get(word);
            }
            if (found == null || found.getCommandSpec().usageMessage().description().length == 0) {
                without.put(operation, command);
            }
        });
        assertThat(without).isEmpty();
    }

    @Test
    void noOperationIsNamedThatIsGone() {
        Set<String> named = new HashSet<>(COMMANDS.keySet());
        named.addAll(OF_NO_COMMAND);
        named.removeAll(operations());

        assertThat(named).isEmpty();
    }

    private static CommandLine line() {
        return new Ctl(
                        Map.of(),
                        new PrintWriter(new StringWriter()),
                        new PrintWriter(new StringWriter()))
                .line();
    }

    private static Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        JsonNode document = new Http(server, "").get("/openapi.json").json();
        for (JsonNode path : document.path("paths")) {
            path.properties()
                    .forEach(entry -> {
                        Set<String> tags = new HashSet<>();
                        entry.getValue().path("tags").forEach(tag -> tags.add(tag.asString("")));
                        tags.retainAll(Set.of("platform", "storage"));
                        if (METHODS.contains(entry.getKey()) && !tags.isEmpty()) {
                            operations.add(entry.getValue().path("operationId").asString(""));
                        }
                    });
        }
        return operations;
    }
}
