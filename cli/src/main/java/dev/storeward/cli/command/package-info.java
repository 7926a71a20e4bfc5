/** What every command is made of: its line, its run, its words, and whom it speaks to. */
@NullMarked
package dev.storeward.cli.command;

import org.jspecify.annotations.NullMarked;
