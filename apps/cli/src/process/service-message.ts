/** What a server or a scanner tells the process that started it, over the channel between them. */
export type ServiceMessage =
  | {
      type: 'ready';
      url: string;
      httpsPort: number;
      firstAdmin: { name: string; password: string } | undefined;
    }
  | { type: 'failed'; code: string; message: string }
  /** Of a server, when asked: the credential of the scanner beside it. */
  | { type: 'local_scanner'; token: string }
  /** Of a scanner: the server knows it, and what it may scan. */
  | { type: 'connected'; allowNetworks: string[] };

/** Undefined for anything else. */
export function parseServiceMessage(value: unknown): ServiceMessage | undefined {
  if (!isRecord(value)) return undefined;
  if (value.type === 'connected') {
    const networks: unknown[] = Array.isArray(value.allowNetworks) ? value.allowNetworks : [];
    return { type: 'connected', allowNetworks: networks.map(String) };
  }
  if (value.type === 'local_scanner' && typeof value.token === 'string') {
    return { type: 'local_scanner', token: value.token };
  }
  if (value.type === 'failed' && typeof value.message === 'string') {
    return { type: 'failed', code: String(value.code), message: value.message };
  }
  if (
    value.type !== 'ready' ||
    typeof value.url !== 'string' ||
    typeof value.httpsPort !== 'number'
  ) {
    return undefined;
  }
  const { type, url, httpsPort } = value;
  return { type, url, httpsPort, firstAdmin: parseAdmin(value.firstAdmin) };
}

function parseAdmin(value: unknown): { name: string; password: string } | undefined {
  if (!isRecord(value)) return undefined;
  const { name, password } = value;
  return typeof name === 'string' && typeof password === 'string' ? { name, password } : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
