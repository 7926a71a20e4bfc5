package dev.storeward.server.console.users;

import dev.storeward.server.console.page.FrameView;
import dev.storeward.server.console.page.ProblemView;
import java.util.List;

/**
 * What ends with a key or a user, before it does.
 *
 * @param effects what happens, each a sentence
 * @param expected the name that has to be typed
 * @param action where the form goes
 * @param back where it can be left to
 * @param ofUser whether the files of a user have to be decided about
 */
public record EndingView(
        FrameView frame,
        List<String> effects,
        String expected,
        String action,
        String button,
        String back,
        boolean ofUser,
        ProblemView problem) {
    public EndingView {
        effects = List.copyOf(effects);
    }
}
