/** Files that move while they are used. */
@NullUnmarked
package dev.storeward.server.proof.move;

import org.jspecify.annotations.NullUnmarked;
