@NullMarked
package dev.storeward.cli.files;

import org.jspecify.annotations.NullMarked;
