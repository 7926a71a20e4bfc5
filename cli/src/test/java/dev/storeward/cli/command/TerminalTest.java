package dev.storeward.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The process of a test has no terminal. */
class TerminalTest {

    @Test
    void whereThereIsNoTerminalNobodyIsAsked() {
        Terminal process = Terminal.ofProcess();

        assertThat(process.isThere()).isFalse();
        assertThat(process.ask("Go on? ")).isEmpty();
        assertThat(process.askSecretly("Key: ")).isEmpty();
    }
}
