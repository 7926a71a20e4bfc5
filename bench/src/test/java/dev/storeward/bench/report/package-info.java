/** Figures as they are told. */
@NullMarked
package dev.storeward.bench.report;

import org.jspecify.annotations.NullMarked;
