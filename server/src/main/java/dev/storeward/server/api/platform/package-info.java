/** The platform door: what operators, the console and the command line need. */
@NullMarked
package dev.storeward.server.api.platform;

import org.jspecify.annotations.NullMarked;
