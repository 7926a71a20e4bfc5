/** The front door {@code ./storeward} itself, over a server that is two small classes. */
@NullMarked
package dev.storeward.server.launcher;

import org.jspecify.annotations.NullMarked;
