/** Tests over real HTTP. */
@NullUnmarked
package dev.storeward.server;

import org.jspecify.annotations.NullUnmarked;
