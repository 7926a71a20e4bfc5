/** The console as browsers without scripts use it: pages, forms and cookies. */
@NullMarked
package dev.storeward.server.console;

import org.jspecify.annotations.NullMarked;
