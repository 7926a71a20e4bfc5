/** Tests of a server's settings. */
@NullMarked
package dev.storeward.server.config;

import org.jspecify.annotations.NullMarked;
