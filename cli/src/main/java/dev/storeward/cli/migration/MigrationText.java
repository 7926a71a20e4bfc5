package dev.storeward.cli.migration;

import dev.storeward.cli.command.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Migrations for people. */
final class MigrationText {
    private MigrationText() {}

    static List<String> plan(JsonNode plan) {
        List<String> lines = new ArrayList<>();
        lines.add(
                plan.path("files").longValue()
                        + " files, "
                        + Words.size(plan.path("bytes").longValue())
                        + ", about "
                        + plan.path("requests").longValue()
                        + " requests");
        lines.add(
                plan.path("estimated_seconds").isNumber()
                        ? "takes about " + duration(plan.path("estimated_seconds").longValue())
                        : "nothing tells yet how long it takes");
        plan.path("blockers").forEach(blocker -> lines.add("in the way: " + Words.text(blocker)));
        return lines;
    }

    private static String duration(long seconds) {
        Duration duration = Duration.ofSeconds(seconds);
        return duration.toHours() > 0
                ? duration.toHours() + " h " + duration.toMinutesPart() + " min"
                : duration.toMinutes() > 0
                        ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s"
                        : seconds + " s";
    }

    static List<String> row(JsonNode migration) {
        return List.of(
                Words.text(migration.path("id")),
                Words.text(migration.path("status")),
                percent(migration),
                Words.text(migration.path("source_kind"))
                        + " to "
                        + Words.text(migration.path("target_kind")),
                Words.text(migration.path("started_at")));
    }

    static List<String> lines(JsonNode migration) {
        List<String> lines = new ArrayList<>();
        lines.add("migration " + Words.text(migration.path("id")));
        lines.add(progress(migration));
        String outcome = outcome(migration);
        if (!outcome.isEmpty()) {
            lines.add(outcome);
        }
        JsonNode trouble = migration.path("trouble");
        if (trouble.isObject()) {
            lines.add(
                    "trouble since "
                            + Words.text(trouble.path("since"))
                            + ": "
                            + Words.text(trouble.path("message")));
        }
        return lines;
    }

    /** What became of the files when not all have moved; empty when all have. */
    static String outcome(JsonNode migration) {
        long deleted =
                migration.path("deleted_files").longValue()
                        + migration.path("skipped_files").longValue();
        long failed = migration.path("failed_files").longValue();
        if (deleted + failed == 0) {
            return "";
        }
        return migration.path("migrated_files").longValue()
                + " moved"
                + (deleted == 0 ? "" : ", " + deleted + " deleted meanwhile")
                + (failed == 0 ? "" : ", " + failed + " failed");
    }

    /** One line: status, percent, files, rate, end. */
    static String progress(JsonNode migration) {
        StringBuilder line = new StringBuilder();
        line.append(Words.text(migration.path("status")))
                .append(' ')
                .append(percent(migration))
                .append(", ")
                .append(migration.path("migrated_files").longValue())
                .append(" of ")
                .append(migration.path("total_files").longValue())
                .append(" files, ")
                .append(Words.size(migration.path("migrated_bytes").longValue()));
        long rate = migration.path("rate_bytes_per_second").longValue();
        if (rate > 0) {
            line.append(", ").append(Words.size(rate)).append("/s");
        }
        String estimate = Words.text(migration.path("estimated_completion"));
        if (!estimate.isEmpty()) {
            line.append(", done about ").append(estimate);
        }
        return line.toString();
    }

    private static String percent(JsonNode migration) {
        return String.format(
                Locale.ROOT, "%.1f %%", migration.path("progress_percent").doubleValue());
    }
}
