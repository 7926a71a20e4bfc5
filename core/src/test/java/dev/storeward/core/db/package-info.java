@NullMarked
package dev.storeward.core.db;

import org.jspecify.annotations.NullMarked;
