/**
 * `wh_<id>_<secret><checksum>`: the id finds the row without a scan of hashes, the checksum lets
 * secret scanners and typing errors be told from a wrong token without a database look-up.
 */
import { randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const ID_ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** 43 characters of 62 symbols are just over 256 bits. */
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
/** Webhood's record ids have 15 characters of this alphabet: 77 bits. */
const ID_LENGTH = 15;

const TOKEN = new RegExp(
  `^wh_([a-z0-9]{${ID_LENGTH}})_([A-Za-z0-9]{${SECRET_LENGTH}})([A-Za-z0-9]{${CHECKSUM_LENGTH}})$`,
);

function randomText(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}

function checksum(text: string): string {
  let rest = crc32(text);
  let out = '';
  for (let i = 0; i < CHECKSUM_LENGTH; i++) {
    out = ALPHABET.charAt(rest % ALPHABET.length) + out;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return out;
}

/** A random record id: 15 characters of `a-z0-9`. */
export function newId(): string {
  return randomText(ID_ALPHABET, ID_LENGTH);
}

export function newToken(id: string): string {
  const secret = randomText(ALPHABET, SECRET_LENGTH);
  return `wh_${id}_${secret}${checksum(`${id}_${secret}`)}`;
}

/** The id inside a well-formed token, else undefined. Says nothing about whether it is valid. */
export function tokenId(token: string): string | undefined {
  const match = TOKEN.exec(token);
  if (!match) return undefined;
  const [, id = '', secret = '', sum] = match;
  return checksum(`${id}_${secret}`) === sum ? id : undefined;
}
