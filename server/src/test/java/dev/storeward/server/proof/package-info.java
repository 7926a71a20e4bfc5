/** Tests that try to break uploads, downloads and deletes of a whole server. */
@NullUnmarked
package dev.storeward.server.proof;

import org.jspecify.annotations.NullUnmarked;
