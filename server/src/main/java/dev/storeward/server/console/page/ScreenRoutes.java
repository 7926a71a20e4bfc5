package dev.storeward.server.console.page;

import org.springframework.web.servlet.function.RouterFunctions;

/** The addresses of one screen, or of a few that belong together. */
public interface ScreenRoutes {
    /** Adds them, each behind what the screens do alike. */
    void addTo(RouterFunctions.Builder routes, Screens screens);
}
