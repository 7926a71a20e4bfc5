/** A client of a Storeward server, for programs in Java. */
@NullMarked
package dev.storeward.client;

import org.jspecify.annotations.NullMarked;
