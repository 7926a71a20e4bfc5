/** The first screen, which leads a new installation to its first file, and {@code /}. */
@NullMarked
package dev.storeward.server.console.home;

import org.jspecify.annotations.NullMarked;
