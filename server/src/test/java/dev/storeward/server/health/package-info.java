/** Tests of a server's readiness. */
@NullMarked
package dev.storeward.server.health;

import org.jspecify.annotations.NullMarked;
