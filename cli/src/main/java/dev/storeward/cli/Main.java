package dev.storeward.cli;

import dev.storeward.cli.command.Terminal;
import dev.storeward.client.http.Pauses;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Starts the client command line. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int exitCode =
                new Ctl(System.getenv(), out, err, Terminal.ofProcess(), Pauses.sleeping())
                        .execute(args);
        out.flush();
        err.flush();
        System.exit(exitCode);
    }
}
