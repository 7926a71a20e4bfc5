/** The tools that people use, as they use them, against a whole server. */
@NullUnmarked
package dev.storeward.server.proof.tools;

import org.jspecify.annotations.NullUnmarked;
