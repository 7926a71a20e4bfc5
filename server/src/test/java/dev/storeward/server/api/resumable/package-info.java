/** The resumable door, as its clients find it. */
@NullMarked
package dev.storeward.server.api.resumable;

import org.jspecify.annotations.NullMarked;
