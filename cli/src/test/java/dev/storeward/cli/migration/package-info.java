@NullMarked
package dev.storeward.cli.migration;

import org.jspecify.annotations.NullMarked;
