@NullMarked
package dev.storeward.testkit;

import org.jspecify.annotations.NullMarked;
