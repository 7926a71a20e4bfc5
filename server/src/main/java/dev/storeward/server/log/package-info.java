/** How log lines are written. */
@NullMarked
package dev.storeward.server.log;

import org.jspecify.annotations.NullMarked;
