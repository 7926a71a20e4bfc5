/** The workspace door against real servers. */
@NullUnmarked
package dev.storeward.server.api.workspace;

import org.jspecify.annotations.NullUnmarked;
