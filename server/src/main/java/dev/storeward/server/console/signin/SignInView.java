package dev.storeward.server.console.signin;

import dev.storeward.server.console.page.ProblemView;

/**
 * The sign-in.
 *
 * @param next where to go after it, a page of the console
 * @param possible whether a key may be typed here at all
 */
public record SignInView(String next, boolean possible, ProblemView problem) {}
