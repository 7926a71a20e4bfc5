package dev.storeward.server.log;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.storeward.store.Redacted;

/**
 * Lines in which nothing looks like a credential, whoever logs and whatever the causes in a stack
 * trace say. Named in {@code logback.xml}.
 */
public final class CleanedLayout extends PatternLayout {

    @Override
    public String doLayout(ILoggingEvent event) {
        return Redacted.text(super.doLayout(event));
    }
}
