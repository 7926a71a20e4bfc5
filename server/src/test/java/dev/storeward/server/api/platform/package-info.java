/** Tests over real HTTP. */
@NullUnmarked
package dev.storeward.server.api.platform;

import org.jspecify.annotations.NullUnmarked;
