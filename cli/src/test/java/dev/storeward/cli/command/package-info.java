@NullMarked
package dev.storeward.cli.command;

import org.jspecify.annotations.NullMarked;
