/** Copies of an installation that are started beside it. */
@NullUnmarked
package dev.storeward.server.proof.copy;

import org.jspecify.annotations.NullUnmarked;
