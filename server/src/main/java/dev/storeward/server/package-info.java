/** The only module that knows HTTP. */
@NullMarked
package dev.storeward.server;

import org.jspecify.annotations.NullMarked;
