package dev.storeward.cli.command;

import dev.storeward.client.Retries;
import dev.storeward.client.StorewardClient;
import dev.storeward.client.http.Pauses;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What one run of the command line is given: environment, options of all commands, and output. */
public final class Context {
    private static final String DEFAULT_URL = "http://127.0.0.1:8080";
    private static final Retries PATIENT =
            new Retries(8, Duration.ofMillis(250), Duration.ofSeconds(15));
    private static final Retries SHORT =
            new Retries(4, Duration.ofMillis(200), Duration.ofSeconds(30));

    private final Map<String, String> environment;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Terminal terminal;
    private final Pauses pauses;
    private boolean json;
    private boolean yes;
    private String profile = "";

    public Context(
            Map<String, String> environment,
            PrintWriter out,
            PrintWriter err,
            Terminal terminal,
            Pauses pauses) {
        this.environment = Map.copyOf(environment);
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        this.pauses = pauses;
    }

    /** Takes the options that every command has. */
    public void given(boolean inJson, boolean yesToAll, String profileName) {
        this.json = inJson;
        this.yes = yesToAll;
        this.profile = profileName;
    }

    public boolean inJson() {
        return json;
    }

    public Terminal terminal() {
        return terminal;
    }

    public PrintWriter err() {
        return err;
    }

    public void print(String text) {
        out.println(text);
    }

    public void printJson(JsonNode node) {
        out.println(node.toString());
    }

    public Profiles profiles() {
        return Profiles.read(Profiles.place(environment));
    }

    /** Where notes of uploads under way are kept. */
    public Path stateFolder() {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        Path folder =
                state.isEmpty()
                        ? Path.of(environment.getOrDefault("HOME", "."), ".local", "state")
                        : Path.of(state);
        return folder.resolve("storeward");
    }

    /** Whom the run speaks to, and as whom. */
    Profile identity() {
        String named =
                profile.isEmpty() ? environment.getOrDefault("STOREWARD_PROFILE", "") : profile;
        String url = environment.getOrDefault("STOREWARD_URL", "");
        String key = environment.getOrDefault("STOREWARD_KEY", "");
        if (named.isEmpty() && !key.isEmpty()) {
            return new Profile(url.isEmpty() ? DEFAULT_URL : url, key, "");
        }
        Profiles profiles = profiles();
        String used = named.isEmpty() ? profiles.current() : named;
        if (used.isEmpty()) {
            throw Failure.usage(
                    "STOREWARD_KEY must hold an API key, or a profile: storeward ctl profile add"
                            + " NAME makes one.");
        }
        return profiles.require(used);
    }

    /**
     * A client of the server.
     *
     * @param tenant slug that is named to the files door; empty for none
     * @param patient whether it waits longer for a server that is away
     */
    StorewardClient open(Profile identity, String tenant, boolean patient) {
        StorewardClient.Builder client;
        try {
            client = StorewardClient.at(identity.url(), identity.key());
        } catch (IllegalArgumentException e) {
            String said = String.valueOf(e.getMessage());
            throw Failure.usage(
                    said.replaceFirst("^url:", "STOREWARD_URL")
                            .replaceFirst("^key: must be", "STOREWARD_KEY must hold"));
        }
        if (!tenant.isEmpty()) {
            client.tenant(tenant);
        }
        return client.retries(patient ? PATIENT : SHORT).pauses(pauses).open();
    }

    /** Goes on when the person agrees; what cannot be asked must have been agreed to. */
    public void confirm(String whatHappens) {
        if (yes) {
            return;
        }
        if (!terminal.isThere()) {
            throw Failure.usage(whatHappens + " Say --yes to do it.");
        }
        String answer = terminal.ask(whatHappens + " Go on? (yes/no) ");
        if (!answer.strip().equalsIgnoreCase("yes") && !answer.strip().equalsIgnoreCase("y")) {
            throw Failure.refused("Nothing was done.");
        }
    }
}
