/** Codes for whoever has lost the authenticator app. Each is good once. */
import { createHash, randomInt } from 'node:crypto';

/** Crockford's base 32: nothing that is mistaken for something else when read from paper. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
/** 16 of 32 symbols: 80 bits, beyond guessing even from the hashes. */
const LENGTH = 16;
const GROUP = 4;
const COUNT = 10;

function newCode(): string {
  return Array.from({ length: LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
}

/** `0a1b-2c3d-4e5f-6g7h` */
function grouped(code: string): string {
  return (code.match(new RegExp(`.{${GROUP}}`, 'g')) ?? []).join('-');
}

export function newRecoveryCodes(): string[] {
  return Array.from({ length: COUNT }, () => grouped(newCode()));
}

/** As people type it: dashes and blanks, capitals, `O` for `0`, `I` and `L` for `1`. */
function normalised(code: string): string {
  return code.toLowerCase().replace(/[\s-]/g, '').replace(/o/g, '0').replace(/[il]/g, '1');
}

/**
 * What is stored. With the user in it, so that equal codes of two people look different; without
 * a key of the server, so that codes survive its rotation: 80 random bits need none.
 */
export function hashRecoveryCode(userId: string, code: string): string {
  return createHash('sha256')
    .update(`${userId}:${normalised(code)}`)
    .digest('hex');
}
