/** A server that is used for some seconds, so that the JVM can note what the next start needs. */
@NullMarked
package dev.storeward.server.training;

import org.jspecify.annotations.NullMarked;
