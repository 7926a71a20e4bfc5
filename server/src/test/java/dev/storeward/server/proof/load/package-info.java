/** Many at once, and much at once. */
@NullUnmarked
package dev.storeward.server.proof.load;

import org.jspecify.annotations.NullUnmarked;
