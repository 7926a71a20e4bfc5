/** Tests over real HTTP. */
@NullUnmarked
package dev.storeward.server.api.files;

import org.jspecify.annotations.NullUnmarked;
