package dev.storeward.cli.migration;

import dev.storeward.cli.command.Api;
import dev.storeward.cli.command.Context;
import dev.storeward.cli.command.Failure;
import dev.storeward.cli.command.Words;
import dev.storeward.client.StorewardException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Follows a migration by its events; connects again when a stream ended before its end. */
final class Watching {
    private static final int TRIES = 30;
    private static final long PAUSE_MILLIS = 2_000;

    private final Context context;
    private final Api api;
    private String told = "";

    Watching(Context context, Api api) {
        this.context = context;
        this.api = api;
    }

    /**
     * Tells of a migration until it has ended.
     *
     * @throws Failure when it did not complete, or the server stays away for a minute
     */
    void follow(String id) {
        String path = "/migrations/" + Words.encoded(id) + "/events";
        // A migration that is not there, or not the caller's, is told at once.
        JsonNode end = once(api.open(path));
        for (int failures = 0; end == null; ) {
            pause();
            try {
                end = once(api.open(path));
                failures = 0;
            } catch (StorewardException e) {
                if (++failures == TRIES) {
                    throw e;
                }
            }
        }
        String outcome = MigrationText.outcome(end);
        if (!outcome.isEmpty() && !context.inJson()) {
            context.print(outcome);
        }
        String status = Words.text(end.path("status"));
        if (!status.equals("completed")) {
            throw Failure.refused("The migration has ended as " + status + ".");
        }
    }

    /** Reads one stream; answers what its end event told, or null when it had none. */
    private @Nullable JsonNode once(InputStream stream) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            String event = "";
            String line = lines.readLine();
            while (line != null) {
                if (line.startsWith("event: ")) {
                    event = line.substring("event: ".length());
                } else if (line.startsWith("data: ")) {
                    JsonNode data = Words.JSON.readTree(line.substring("data: ".length()));
                    tell(data);
                    if (event.equals("end")) {
                        return data;
                    }
                }
                line = lines.readLine();
            }
            return null;
        } catch (IOException e) {
            return null;
        } catch (JacksonException e) {
            throw Failure.refused("The stream of events is not one of a Storeward server.");
        }
    }

    private void tell(JsonNode migration) {
        String now = context.inJson() ? migration.toString() : MigrationText.progress(migration);
        if (!now.equals(told)) {
            context.print(now);
            told = now;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.refused("Interrupted.");
        }
    }
}
