@NullMarked
package dev.storeward.cli.platform;

import org.jspecify.annotations.NullMarked;
