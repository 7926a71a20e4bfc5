@NullMarked
package dev.storeward.cli.setup;

import org.jspecify.annotations.NullMarked;
