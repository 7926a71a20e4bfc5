package dev.storeward.server.console.migrations;

import dev.storeward.core.migration.Migration;
import dev.storeward.core.migration.MigrationItem;
import dev.storeward.core.migration.MigrationProgress;
import dev.storeward.server.console.page.Shown;
import gg.jte.generated.precompiled.migrations.JteliveGenerated;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Migrations as their pages show them. */
public final class MigrationMapper {
    private static final BigDecimal MIB = BigDecimal.valueOf(1L << 20);

    private MigrationMapper() {}

    static LiveView live(Migration migration) {
        MigrationProgress done = migration.progress();
        long files = done.migratedFiles() + done.skippedFiles() + done.failedFiles();
        long bytes = done.migratedBytes() + done.skippedBytes() + done.failedBytes();
        return new LiveView(
                migration,
                List.of(
                        bar("Moved", done, done.migratedFiles(), done.migratedBytes()),
                        bar("Skipped", done, done.skippedFiles(), done.skippedBytes()),
                        bar("Failed", done, done.failedFiles(), done.failedBytes()),
                        bar(
                                "Waiting",
                                done,
                                Math.max(0, done.totalFiles() - files),
                                Math.max(0, done.totalBytes() - bytes))));
    }

    private static LiveView.Bar bar(String name, MigrationProgress of, long files, long bytes) {
        int percent =
                files == 0
                        ? 0
                        : of.totalBytes() > 0
                                ? Shown.percent(bytes, of.totalBytes())
                                : Shown.percent(files, of.totalFiles());
        return new LiveView.Bar(name, files, bytes, percent);
    }

    /** The part of the page that changes, as a browser puts it in place of the one before. */
    static String html(LiveView live) {
        StringOutput text = new StringOutput();
        JteliveGenerated.render(new OwaspHtmlTemplateOutput(text), null, live);
        return text.toString();
    }

    static @Nullable Instant undoableUntil(Migration migration) {
        Instant end = migration.completedAt();
        Duration grace = migration.grace();
        return end == null || migration.keepSource()
                ? null
                : end.plus(
                        grace.compareTo(Migration.LEAST_GRACE) < 0 ? Migration.LEAST_GRACE : grace);
    }

    static List<MigrationView.Reason> reasons(List<MigrationItem> failed) {
        Map<String, MigrationView.Reason> byCode = new LinkedHashMap<>();
        for (MigrationItem item : failed) {
            byCode.merge(
                    item.code(),
                    new MigrationView.Reason(item.code(), item.message(), 1),
                    (one, more) ->
                            new MigrationView.Reason(
                                    one.code(), one.message(), one.files() + more.files()));
        }
        return List.copyOf(byCode.values());
    }

    /** A rate as {@link MigrationReader} takes it: MiB a second; empty for no limit. */
    public static String typedRate(@Nullable Long bytesPerSecond) {
        return bytesPerSecond == null
                ? ""
                : BigDecimal.valueOf(bytesPerSecond)
                        .divide(MIB)
                        .stripTrailingZeros()
                        .toPlainString();
    }
}
