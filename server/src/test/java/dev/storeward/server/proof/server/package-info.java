/** Servers as a whole and what tests see past them, for every proof. */
@NullUnmarked
package dev.storeward.server.proof.server;

import org.jspecify.annotations.NullUnmarked;
