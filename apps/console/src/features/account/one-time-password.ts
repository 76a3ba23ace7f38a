/** Without characters that are mistaken for each other; 32 of them, so that a byte chooses evenly. */
const READABLE = 'abcdefghjkmnpqrstuvwxyz23456789A';
/** 24 of 32 symbols: 120 bits. */
const LENGTH = 24;

/** For one sign-in: the server asks for another one then. */
export function oneTimePassword(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(LENGTH));
  return Array.from(bytes, (byte) => READABLE.charAt(byte % READABLE.length)).join('');
}
