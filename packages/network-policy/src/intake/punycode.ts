/**
 * Decoding of punycode labels (RFC 3492), to show an internationalised name as its owner writes
 * it. Encoding is the URL parser's; nothing that a browser offers decodes.
 */
const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const INITIAL_BIAS = 72;
const INITIAL_CODE_POINT = 128;
const LAST_CODE_POINT = 0x10_ffff;
const PREFIX = 'xn--';

/**
 * The name with every `xn--` label decoded. Undefined when it does not encode to the same name
 * again: a decoded label may hold controls, spaces or unfinished sequences that only pretend.
 */
export function unicodeName(name: string): string | undefined {
  if (!name.includes(PREFIX)) return name;
  const labels = name
    .split('.')
    .map((label) => (label.startsWith(PREFIX) ? decode(label.slice(PREFIX.length)) : label));
  if (labels.includes(undefined)) return undefined;
  const decoded = labels.join('.');
  return URL.parse(`https://${decoded}/`)?.hostname === name ? decoded : undefined;
}

function decode(encoded: string): string | undefined {
  const delimiter = encoded.lastIndexOf('-');
  const output = delimiter > 0 ? [...encoded.slice(0, delimiter)] : [];
  const digits = encoded.slice(delimiter + 1);
  if (digits === '') return undefined;
  let codePoint = INITIAL_CODE_POINT;
  let index = 0;
  let bias = INITIAL_BIAS;
  let position = 0;
  while (position < digits.length) {
    const delta = readDelta(digits, position, bias);
    if (delta === undefined) return undefined;
    const length = output.length + 1;
    bias = adapt(delta.value, length, position === 0);
    position = delta.next;
    codePoint += Math.floor((index + delta.value) / length);
    index = (index + delta.value) % length;
    if (codePoint > LAST_CODE_POINT) return undefined;
    output.splice(index, 0, String.fromCodePoint(codePoint));
    index += 1;
  }
  return output.join('');
}

/** One generalised variable-length integer (RFC 3492 3.3). */
function readDelta(digits: string, from: number, bias: number) {
  let value = 0;
  let weight = 1;
  for (let next = from, k = BASE; next < digits.length; next += 1, k += BASE) {
    const digit = digitValue(digits.charCodeAt(next));
    if (digit === undefined) return undefined;
    value += digit * weight;
    const threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
    if (digit < threshold) return { value, next: next + 1 };
    weight *= BASE - threshold;
    // A label has at most 63 characters, so a larger number is never needed.
    if (weight > Number.MAX_SAFE_INTEGER / BASE) return undefined;
  }
  return undefined;
}

function digitValue(code: number): number | undefined {
  if (code >= 0x61 && code <= 0x7a) return code - 0x61;
  if (code >= 0x30 && code <= 0x39) return code - 0x30 + 26;
  return undefined;
}

function adapt(delta: number, length: number, first: boolean): number {
  let rest = first ? Math.floor(delta / DAMP) : Math.floor(delta / 2);
  rest += Math.floor(rest / length);
  let k = 0;
  while (rest > ((BASE - T_MIN) * T_MAX) / 2) {
    rest = Math.floor(rest / (BASE - T_MIN));
    k += BASE;
  }
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW));
}
