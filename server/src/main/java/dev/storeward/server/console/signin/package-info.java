/** The screens at {@code /console/sign-in} and {@code /console/sessions}. */
@NullMarked
package dev.storeward.server.console.signin;

import org.jspecify.annotations.NullMarked;
