/** Rules of the house that are read from the sources. */
@NullUnmarked
package dev.storeward.server.architecture;

import org.jspecify.annotations.NullUnmarked;
