/** A scanner that brings whatever result a test makes up, over the real lease protocol. */
import { createHash } from 'node:crypto';
import type { Client } from '@webhood/client';
import { type Artifact, Lease, pathOf, type Report, type Scan } from '@webhood/contract';
import type { Installation } from './installation.ts';

export interface ScriptedFile {
  kind: Artifact['kind'];
  path: string;
  mediaType: string;
  content: Buffer;
}

export interface ScriptedResult {
  files: ScriptedFile[];
  /** The report; it is told of the files, whose artifacts it must name. */
  report: (lease: Lease, artifacts: Artifact[]) => Report;
}

export interface ScriptedScanner {
  scan(client: Client, url: string, result: ScriptedResult): Promise<Scan>;
}

/** Registers the scanner; `client()` of the installation must have been called for its certificate. */
export async function createScriptedScanner(
  installation: Installation,
  name: string,
): Promise<ScriptedScanner> {
  const made = await installation.command(['scanners', 'create', '--name', name, '--json']);
  const { token } = JSON.parse(made);

  const send = async (method: string, path: string, auth: string, body: Buffer, type: string) => {
    const response = await fetch(installation.url + path, {
      method,
      headers: { authorization: `Bearer ${auth}`, 'content-type': type },
      body: new Uint8Array(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text;
  };
  const post = (path: string, auth: string, body: object) =>
    send('POST', path, auth, Buffer.from(JSON.stringify(body)), 'application/json');

  return {
    scan: async (client, url, { files, report }) => {
      const submitted = await client.scans.submit({ url, scanner: name });
      const asked = { version: '1', browserVersion: '1', waitMs: 10_000 };
      const lease = Lease.parse(JSON.parse(await post(pathOf('lease'), token, asked)));
      const { attempt, jobToken } = lease;
      const job = { scanId: lease.scan.id, attempt };
      const put = async ({ kind, path, mediaType, content }: ScriptedFile): Promise<Artifact> => {
        const sha256 = createHash('sha256').update(content).digest('hex');
        const type = 'application/octet-stream';
        await send('PUT', pathOf('blob', { ...job, sha256 }), jobToken, content, type);
        return { kind, path, mediaType, sha256, size: content.length };
      };
      const artifacts: Artifact[] = [];
      for (const file of files) artifacts.push(await put(file));
      const whole = report(lease, artifacts);
      const scanJson = await put({
        kind: 'report',
        path: 'scan.json',
        mediaType: 'application/json',
        content: Buffer.from(JSON.stringify(whole)),
      });
      await post(pathOf('complete', job), jobToken, {
        report: whole,
        artifacts: [...artifacts, scanJson],
      });
      return client.scans.get(submitted.id);
    },
  };
}
