/** Backends asked against real servers, in good order and in bad. */
@NullMarked
package dev.storeward.server.verification;

import org.jspecify.annotations.NullMarked;
