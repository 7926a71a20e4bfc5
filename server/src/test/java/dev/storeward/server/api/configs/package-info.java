/** Tests over real HTTP. */
@NullUnmarked
package dev.storeward.server.api.configs;

import org.jspecify.annotations.NullUnmarked;
