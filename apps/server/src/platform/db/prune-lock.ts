/**
 * Key of the advisory lock between servers that clear away scans and their terms: held by the
 * transaction that does it. Who does not get it leaves the work to whoever has it. Any fixed number.
 */
export const PRUNE_LOCK = 7_203_550_402;
