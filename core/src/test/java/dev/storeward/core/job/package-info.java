@NullMarked
package dev.storeward.core.job;

import org.jspecify.annotations.NullMarked;
