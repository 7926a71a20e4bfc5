/** The screens of migrations: planned, begun, watched, changed, ended and undone. */
@NullMarked
package dev.storeward.server.console.migrations;

import org.jspecify.annotations.NullMarked;
