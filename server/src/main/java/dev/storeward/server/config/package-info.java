/** What the operator may set, read once at the start. */
@NullMarked
package dev.storeward.server.config;

import org.jspecify.annotations.NullMarked;
