@NullMarked
package dev.storeward.core.user;

import org.jspecify.annotations.NullMarked;
