package dev.storeward.server.log;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.storeward.store.Redacted;

/**
 * Lines in which nothing looks like a credential, whoever logs and whatever the causes in a stack
 * trace say, and which are no longer than a reader needs. Named in {@code logback.xml}.
 */
public final class CleanedLayout extends PatternLayout {
    private static final int LONGEST = 4 << 10;

    /** With the first lines of each cause. */
    private static final int LONGEST_OF_THROWN = 16 << 10;

    @Override
    public String doLayout(ILoggingEvent event) {
        int most = event.getThrowableProxy() == null ? LONGEST : LONGEST_OF_THROWN;
        return Redacted.text(shortened(super.doLayout(event), most));
    }

    /** Cut before a word, as half of a credential would not be told for one. */
    private static String shortened(String line, int most) {
        if (line.length() <= most) {
            return line;
        }
        int end = most;
        while (end > 0 && !Character.isWhitespace(line.charAt(end))) {
            end--;
        }
        return line.substring(0, end)
                + " ... ("
                + (line.length() - end)
                + " more characters)"
                + System.lineSeparator();
    }
}
