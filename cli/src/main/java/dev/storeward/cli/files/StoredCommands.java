package dev.storeward.cli.files;

import static dev.storeward.cli.command.CommandBuilder.flag;
import static dev.storeward.cli.command.CommandBuilder.named;
import static dev.storeward.cli.command.CommandBuilder.number;
import static dev.storeward.cli.command.CommandBuilder.option;
import static dev.storeward.cli.command.CommandBuilder.tenant;

import dev.storeward.cli.command.CommandBuilder;
import dev.storeward.cli.command.CommandRun;
import dev.storeward.cli.command.Context;
import dev.storeward.cli.command.Words;
import dev.storeward.client.Page;
import dev.storeward.client.files.FileItem;
import java.util.List;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is stored in all: the newest files, the buckets, usage and quota. */
public final class StoredCommands {
    private StoredCommands() {}

    public static CommandLine recent(Context context) {
        return named("recent", "The newest files: time, size, id, name as sent, object name.")
                .takes(
                        option(
                                "--category",
                                "category",
                                "data_source, profile_image or general; all by default."),
                        number("--limit", "limit", "So many; 20 by default."),
                        tenant())
                .tells(file ->
                        CommandBuilder.row(
                                Words.text(file.path("uploaded_at")),
                                Words.size(file.path("size_bytes").asLong(0)),
                                Words.text(file.path("storage_file_id")),
                                Words.text(file.path("file_name")),
                                Words.text(file.path("object_name"))))
                .does(context, StoredCommands::recent);
    }

    public static CommandLine buckets(Context context) {
        return named("buckets", "The buckets that one's files may lie in.")
                .takes(tenant())
                .tells(bucket -> List.of(Words.text(bucket.path("name"))))
                .does(
                        context,
                        run ->
                                run.files()
                                        .files()
                                        .get("/buckets")
                                        .path("buckets")
                                        .forEach(run::tell));
    }

    public static CommandLine usage(Context context) {
        return named("usage", "What the tenant stores, and may store.")
                .takes(
                        flag("--recalculate", "Count the files one by one; once an hour at most."),
                        tenant())
                .tells(StoredCommands::usageLines)
                .does(
                        context,
                        run ->
                                run.tell(
                                        run.files()
                                                .files()
                                                .get(
                                                        "/usage?recalculate="
                                                                + run.has("--recalculate"))));
    }

    public static CommandLine quota(Context context) {
        return named("quota", "What the tenant may store.")
                .takes(tenant())
                .tells(quota -> List.of(Words.size(quota.path("limit_bytes").asLong(0))))
                .does(context, run -> run.tell(run.files().files().get("/quota")));
    }

    private static List<String> usageLines(JsonNode usage) {
        return List.of(
                Words.size(usage.path("used_bytes").asLong(0))
                        + " of "
                        + Words.size(usage.path("limit_bytes").asLong(0))
                        + " ("
                        + Words.text(usage.path("usage_percentage"))
                        + " %), "
                        + usage.path("file_count").asLong(0)
                        + " files, "
                        + Words.size(usage.path("remaining_bytes").asLong(0))
                        + " left");
    }

    private static void recent(CommandRun run) {
        int left = run.has("--limit") ? run.number("--limit") : 20;
        String cursor = "";
        do {
            Page<FileItem> page =
                    run.files()
                            .files()
                            .list(run.text("--category"), cursor, Math.min(Math.max(left, 1), 100));
            for (FileItem file : page.items()) {
                if (left-- > 0) {
                    run.tell(recent(file));
                }
            }
            cursor = page.nextCursor();
        } while (left > 0 && !cursor.isEmpty());
    }

    private static ObjectNode recent(FileItem file) {
        return Words.object()
                .put("storage_file_id", file.storageFileId())
                .put("file_name", file.fileName())
                .put("object_name", file.objectName())
                .put("size_bytes", file.sizeBytes())
                .put("content_type", file.contentType())
                .put("file_category", file.fileCategory())
                .put("uploaded_at", file.uploadedAt().toString());
    }
}
