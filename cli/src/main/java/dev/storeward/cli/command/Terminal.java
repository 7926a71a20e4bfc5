package dev.storeward.cli.command;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/** The person at the keyboard, where there is one. */
public interface Terminal {
    /** Nobody: nothing is asked and no progress is drawn. */
    Terminal NOBODY =
            new Terminal() {
                @Override
                public boolean isThere() {
                    return false;
                }

                @Override
                public String ask(String question) {
                    return "";
                }

                @Override
                public String askSecretly(String question) {
                    return "";
                }
            };

    boolean isThere();

    /** The line that is answered; empty at the end of the input. */
    String ask(String question);

    /** As {@link #ask}, without showing what is typed. */
    String askSecretly(String question);

    /** The terminal of this process. */
    static Terminal ofProcess() {
        return new Terminal() {
            @Override
            public boolean isThere() {
                Console console = console();
                return console != null && console.isTerminal();
            }

            @Override
            public String ask(String question) {
                Console console = console();
                return console == null ? "" : orEmpty(console.readLine("%s", question));
            }

            @Override
            public String askSecretly(String question) {
                Console console = console();
                char[] typed = console == null ? null : console.readPassword("%s", question);
                return typed == null ? "" : new String(typed);
            }

            // JDK 25 has none again where input or output is no terminal.
            private static @Nullable Console console() {
                return System.console();
            }

            private static String orEmpty(@Nullable String line) {
                return line == null ? "" : line;
            }
        };
    }
}
