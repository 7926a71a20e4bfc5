/** This process as its machine and its operator know it: its name, its machine, its end. */
@NullMarked
package dev.storeward.server.process;

import org.jspecify.annotations.NullMarked;
