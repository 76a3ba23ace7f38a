/** Passwords as argon2id, with the parameters of OWASP's first recommendation. */
import { randomBytes, randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { createHashQueue } from './hash-queue.ts';

const ARGON2 = {
  /** KiB: 19 MiB a guess is what makes guessing dear on a graphics card. */
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
  outputLen: 32,
} as const;

const SALT_BYTES = 16;

/** Without characters that are mistaken for each other when read from a terminal. */
const READABLE = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
/** 20 of 56 symbols: 116 bits. */
const GENERATED_LENGTH = 20;

/**
 * Three at once leave one of Node's four worker threads to files and names; as many wait as are
 * through in a few seconds even on a slow machine. One bound for the process, whoever asks.
 */
const inTurn = createHashQueue({ running: 3, waiting: 64 });

/** @throws AppError `rate_limited` */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, { ...ARGON2, salt: randomBytes(SALT_BYTES) }));
}

/** @throws AppError `rate_limited` */
export function verifyPassword(stored: string, password: string): Promise<boolean> {
  return inTurn(() => verify(stored, password));
}

/** A password made for one use, to be changed at the first sign-in. */
export function generatePassword(): string {
  return Array.from({ length: GENERATED_LENGTH }, () =>
    READABLE.charAt(randomInt(READABLE.length)),
  ).join('');
}
