/** Tests over real HTTP. */
@NullUnmarked
package dev.storeward.server.docs;

import org.jspecify.annotations.NullUnmarked;
