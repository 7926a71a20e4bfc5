/** Tests over real HTTP. */
@NullUnmarked
package dev.storeward.server.api.admin;

import org.jspecify.annotations.NullUnmarked;
