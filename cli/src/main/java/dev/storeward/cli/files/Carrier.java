package dev.storeward.cli.files;

import dev.storeward.cli.command.CommandRun;
import dev.storeward.cli.command.Failure;
import dev.storeward.cli.command.Words;
import dev.storeward.client.files.Metadata;
import dev.storeward.client.files.StoredFile;
import dev.storeward.client.files.UploadTarget;
import dev.storeward.client.transfer.Progress;
import dev.storeward.client.transfer.SideBySide;
import dev.storeward.client.transfer.Transfers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Carries files between the disk and the server, several at a time, and tells of each. */
final class Carrier {
    private static final int PARALLEL = 4;
    private static final int MOST = 64;

    /** Takes the bar off the line that is written over it. */
    private static final String CLEARED = "\r\u001b[K";

    private final CommandRun run;
    private final RemoteFiles remote;
    private final Transfers transfers;
    private final UploadNotes notes;
    private final UploadTarget target;
    private final int parallel;

    Carrier(CommandRun run, RemoteFiles remote) {
        this.run = run;
        this.remote = remote;
        this.transfers = run.files().transfers();
        this.notes =
                new UploadNotes(
                        run.context().stateFolder().resolve("uploads"),
                        run.url() + "\n" + remote.userFolder());
        this.target = new UploadTarget("", run.text("--category"), run.text("--backend"));
        this.parallel = run.has("--parallel") ? run.number("--parallel") : PARALLEL;
        if (parallel < 1 || parallel > MOST) {
            throw Failure.usage("--parallel: must be 1 to " + MOST + ".");
        }
    }

    /**
     * A file to be sent.
     *
     * @param folder in the user's own, with a slash at its end; empty for that itself
     */
    record Up(Path from, String folder, String name) {}

    /** A file to be fetched. */
    record Down(Metadata from, Path to) {}

    void send(List<Up> files) throws IOException {
        long total = 0;
        for (Up file : files) {
            total += Files.size(file.from());
        }
        try (ProgressBar bar = bar(files.size(), total, name(files))) {
            Progress progress = drawn(bar);
            SideBySide.each(files, parallel, file -> send(file, progress));
        }
    }

    private static String name(List<Up> files) {
        return files.isEmpty() ? "" : files.getFirst().name();
    }

    private void send(Up file, Progress progress) throws IOException {
        String folder = file.folder();
        StoredFile stored =
                transfers.upload(
                        file.from(),
                        file.name(),
                        target.in(folder.isEmpty() ? "" : folder.substring(0, folder.length() - 1)),
                        notes,
                        progress);
        ObjectNode json =
                Words.object()
                        .put("object_name", stored.objectName())
                        .put("size", stored.size())
                        .put("storage_file_id", stored.id());
        tell(json, remote.shown(stored.objectName()));
    }

    void fetch(List<Down> files) throws IOException {
        long total = files.stream().mapToLong(file -> file.from().size()).sum();
        String first = files.isEmpty() ? "" : String.valueOf(files.getFirst().to().getFileName());
        try (ProgressBar bar = bar(files.size(), total, first)) {
            Progress progress = drawn(bar);
            int parts = files.size() == 1 ? parallel : 1;
            SideBySide.each(
                    files,
                    parallel,
                    file -> {
                        Path folder = file.to().toAbsolutePath().getParent();
                        if (folder != null) {
                            Files.createDirectories(folder);
                        }
                        transfers.download(file.from(), file.to(), parts, progress);
                        tell(
                                Words.object()
                                        .put("object_name", file.from().name())
                                        .put("size", file.from().size())
                                        .put("file", file.to().toString()),
                                file.to().toString());
                    });
        }
    }

    private ProgressBar bar(int files, long total, String first) {
        return new ProgressBar(
                run.context().err(),
                InstantSource.system(),
                files == 1 ? Words.clean(first) : files + " files",
                total);
    }

    private Progress drawn(ProgressBar bar) {
        return run.context().terminal().isThere() ? bar : Progress.NONE;
    }

    private synchronized void tell(ObjectNode json, String line) {
        if (run.context().inJson()) {
            run.context().printJson(json);
        } else {
            run.context().print((run.context().terminal().isThere() ? CLEARED : "") + line);
        }
    }
}
