package dev.millrace.server.search;

/**
 * One comparison of a filter, before anyone has asked what its identifier means.
 *
 * @param identifier the left side as it was written, with quotes and inner blanks: {@code metrics.`my key`}
 * @param operator the operator as it was written, {@code NOT IN}, {@code IS NULL} and {@code IS NOT NULL} in capitals
 * @param operand the right side
 */
record Clause(String identifier, String operator, Operand operand) {}
