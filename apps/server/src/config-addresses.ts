/** The addresses that users reach the server under. */
interface AddressReader {
  faults: string[];
  text(name: string): string | undefined;
}

function originOf(value: string): URL | undefined {
  const url = URL.parse(value);
  const isPlain = url?.pathname === '/' && url.search === '' && url.hash === '';
  const isOpen = url?.username === '' && url.password === '';
  return url?.protocol === 'https:' && isPlain && isOpen ? url : undefined;
}

export function readExternalUrl(reader: AddressReader, httpsPort: number): URL {
  const fallback = new URL(`https://localhost:${httpsPort}`);
  const value = reader.text('EXTERNAL_URL');
  if (value === undefined) return fallback;
  const url = originOf(value);
  if (url) return url;
  reader.faults.push(
    'EXTERNAL_URL must be an https address without path, such as https://webhood.example.org',
  );
  return fallback;
}

/** `WEBHOOD_ARTIFACT_ORIGIN`. Another host, not only another port: cookies do not tell ports apart. */
export function readArtifactOrigin(reader: AddressReader, externalUrl: URL): URL | undefined {
  const value = reader.text('WEBHOOD_ARTIFACT_ORIGIN');
  if (value === undefined) return undefined;
  const url = originOf(value);
  if (url && url.hostname !== externalUrl.hostname) return url;
  reader.faults.push(
    url
      ? 'WEBHOOD_ARTIFACT_ORIGIN must have another host name than EXTERNAL_URL'
      : 'WEBHOOD_ARTIFACT_ORIGIN must be an https address without path, such as https://evidence.example.org',
  );
  return undefined;
}
