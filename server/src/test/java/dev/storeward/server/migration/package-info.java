/** Live tenants that move, as a whole server moves them. */
@NullUnmarked
package dev.storeward.server.migration;

import org.jspecify.annotations.NullUnmarked;
