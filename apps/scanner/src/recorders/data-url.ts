/** A `data:` address holds its content itself, so no renderer has to be asked for it. */

/** @returns undefined for every other address */
export function contentOfDataUrl(url: string): Buffer | undefined {
  const [address = ''] = url.split('#');
  const comma = address.indexOf(',');
  if (!/^data:/i.test(address) || comma === -1) return undefined;
  const bytes = percentDecoded(address.slice(comma + 1));
  return /;\s*base64\s*$/i.test(address.slice(0, comma))
    ? Buffer.from(bytes.toString('latin1'), 'base64')
    : bytes;
}

function percentDecoded(text: string): Buffer {
  const octets = Buffer.from(text, 'utf8').toString('latin1');
  const decoded = octets.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(decoded, 'latin1');
}
