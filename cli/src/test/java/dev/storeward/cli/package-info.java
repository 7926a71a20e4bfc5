@NullMarked
package dev.storeward.cli;

import org.jspecify.annotations.NullMarked;
