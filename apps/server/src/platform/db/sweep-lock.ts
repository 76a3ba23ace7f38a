/**
 * Key of the advisory lock between backups and sweeping: whoever removes a blob's bytes holds it
 * shared for as long as that takes; a backup holds it alone. Any fixed number.
 */
export const SWEEP_LOCK = 7_203_550_401;
