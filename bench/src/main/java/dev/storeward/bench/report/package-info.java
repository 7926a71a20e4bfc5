/** What was measured, against what, and how it is shown. */
@NullMarked
package dev.storeward.bench.report;

import org.jspecify.annotations.NullMarked;
