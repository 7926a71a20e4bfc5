/**
 * Real servers for tests, each started once for the whole JVM on loopback, stopped when it ends,
 * and a proxy that breaks connections to them.
 */
@NullMarked
package dev.storeward.testkit.server;

import org.jspecify.annotations.NullMarked;
