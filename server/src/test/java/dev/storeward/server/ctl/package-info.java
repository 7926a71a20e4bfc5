/** The client command line against a real server. */
@NullUnmarked
package dev.storeward.server.ctl;

import org.jspecify.annotations.NullUnmarked;
