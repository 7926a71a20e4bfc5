package dev.storeward.core.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.testkit.Mutants;
import java.security.SecureRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TicketTokenTest {
    private final TicketToken token =
            TicketToken.random(new UUID(1, 2), new UUID(3, 4), new SecureRandom());

    @Test
    void aTokenIsReadAsItWasWritten() {
        TicketToken read = TicketToken.parse(token.text().reveal());

        assertThat(read.tenantId()).isEqualTo(new UUID(1, 2));
        assertThat(read.id()).isEqualTo(new UUID(3, 4));
        assertThat(read.provedBy(token.sha256())).isTrue();
        assertThat(read.text().reveal()).isEqualTo(token.text().reveal());
    }

    @Test
    void noOtherTextProvesTheTicket() {
        String text = token.text().reveal();
        Mutants.of(TicketTokenTest.class, "tokens.txt", text, text + "=", text + text)
                .play(20_000, sent -> assertThat(proves(sent)).isEqualTo(sent.equals(text)));
    }

    /** Of this ticket; what may be another's token is read in its one spelling. */
    private boolean proves(String sent) {
        try {
            TicketToken read = TicketToken.parse(sent);
            assertThat(read.text().reveal()).isEqualTo(sent);
            return read.provedBy(token.sha256())
                    && read.tenantId().equals(token.tenantId())
                    && read.id().equals(token.id());
        } catch (ProblemException e) {
            assertThat(e.problem()).isInstanceOf(Problem.Forbidden.class);
            return false;
        }
    }
}
