/** Where secrets are, and where they are not. */
@NullUnmarked
package dev.storeward.server.proof.secret;

import org.jspecify.annotations.NullUnmarked;
