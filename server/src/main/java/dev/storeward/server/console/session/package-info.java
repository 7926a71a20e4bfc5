/** Whose browser it is: cookies, sessions and what proves that a form is one of ours. */
@NullMarked
package dev.storeward.server.console.session;

import org.jspecify.annotations.NullMarked;
