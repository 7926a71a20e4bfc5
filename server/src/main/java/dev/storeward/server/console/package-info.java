/** The web console: one package a screen, in front of the core as the doors are. */
@NullMarked
package dev.storeward.server.console;

import org.jspecify.annotations.NullMarked;
