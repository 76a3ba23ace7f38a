/** Has pictures drawn anew, each by a process of its own, which knows no secret. */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { PictureSize } from '@webhood/contract';
import { MOST_PICTURE_BYTES, PICTURE_EXIT } from './picture-bounds.ts';

/** The tallest page takes 3 s on one slow core; four times that and something is wrong. */
const REDRAW_MS = 20_000;
/** JavaScript's own heap: the pixels are outside it. */
const HEAP_MB = 192;
/** Of each codec's memory, in pages of 64 KiB: the tallest page, decoded and encoded, and half again. */
const WASM_PAGES = 8_192;
/** One process decodes while another's picture is sent. */
const AT_ONCE = 2;
/** Whoever would wait longer behind others is told to come again. */
const MOST_WAITING = 200;

export type Redrawn =
  | { kind: 'redrawn'; content: Buffer }
  /** It will never be anything else. */
  | { kind: 'unreadable' | 'too_large' }
  /** Killed, for time or memory, or no turn was free. */
  | { kind: 'failed'; reason: string };

const CHILD = join(import.meta.dirname, 'picture-child.ts');

/** Folders of the codecs, wherever npm has put them. */
function codecFolders(): string[] {
  return [
    '@jsquash/png/package.json',
    '@jsquash/webp/package.json',
    '@jsquash/resize/package.json',
    'wasm-feature-detect',
  ]
    .map((name) => fileURLToPath(import.meta.resolve(name)))
    .map((file) =>
      file.endsWith('package.json') ? dirname(file) : dirname(dirname(dirname(file))),
    );
}

function nodeFlags(): string[] {
  const readable = [import.meta.dirname, ...codecFolders()];
  return [
    '--permission',
    ...readable.map((folder) => `--allow-fs-read=${folder}`),
    `--max-old-space-size=${HEAP_MB}`,
    `--wasm-max-mem-pages=${WASM_PAGES}`,
    '--no-warnings',
  ];
}

export interface PictureRedrawer {
  redraw(source: Readable, size: PictureSize): Promise<Redrawn>;
  /** Ends what is under way. */
  stop(): void;
}

interface RedrawerOptions {
  /** For tests. */
  timeoutMs?: number;
  child?: string;
}

export function createPictureRedrawer(options: RedrawerOptions = {}): PictureRedrawer {
  const { timeoutMs = REDRAW_MS, child: program = CHILD } = options;
  const running = new Set<AbortController>();
  const waiting: (() => void)[] = [];
  let busy = 0;

  async function turn(size: PictureSize): Promise<boolean> {
    if (busy < AT_ONCE) {
      busy++;
      return true;
    }
    if (waiting.length >= MOST_WAITING) return false;
    // Whoever ends hands the turn on, so `busy` stays as it is. The picture that somebody has opened
    // goes before the lists of others.
    await new Promise<void>((resolve) => {
      if (size === 'display') waiting.unshift(resolve);
      else waiting.push(resolve);
    });
    return true;
  }

  function endTurn(): void {
    const next = waiting.shift();
    if (next) next();
    else busy--;
  }

  async function inTurn(source: Readable, size: PictureSize): Promise<Redrawn> {
    const stopping = new AbortController();
    running.add(stopping);
    try {
      return await run(
        source,
        size,
        AbortSignal.any([stopping.signal, AbortSignal.timeout(timeoutMs)]),
      );
    } finally {
      running.delete(stopping);
    }
  }

  function run(source: Readable, size: PictureSize, signal: AbortSignal): Promise<Redrawn> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [...nodeFlags(), program, size], {
        env: {},
        cwd: '/',
        stdio: ['pipe', 'pipe', 'ignore'],
        signal,
        killSignal: 'SIGKILL',
      });
      const chunks: Buffer[] = [];
      let bytes = 0;
      let fault: Error | undefined;
      const give = (error: Error): void => {
        fault ??= error;
        child.kill('SIGKILL');
      };
      source.once('error', give);
      // A process that has ended reads no more; its exit says why.
      child.stdin.once('error', () => source.destroy());
      source.pipe(child.stdin);
      child.stdout.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MOST_PICTURE_BYTES) child.kill('SIGKILL');
        else chunks.push(chunk);
      });
      // Only that it could not be started, or was aborted, which `close` tells as well.
      child.once('error', () => undefined);
      child.once('close', (code, killedBy) => {
        source.destroy();
        if (fault) reject(fault);
        else resolve(outcomeOf(code, killedBy, Buffer.concat(chunks)));
      });
    });
  }

  return {
    redraw: async (source, size) => {
      if (!(await turn(size))) {
        source.destroy();
        return { kind: 'failed', reason: 'too many pictures are waiting' };
      }
      try {
        return await inTurn(source, size);
      } finally {
        endTurn();
      }
    },
    stop: () => {
      for (const each of running) each.abort();
    },
  };
}

function outcomeOf(code: number | null, killedBy: string | null, content: Buffer): Redrawn {
  if (code === PICTURE_EXIT.done && content.length > 0) return { kind: 'redrawn', content };
  if (code === PICTURE_EXIT.unreadable) return { kind: 'unreadable' };
  if (code === PICTURE_EXIT.tooLarge) return { kind: 'too_large' };
  return { kind: 'failed', reason: killedBy ? `ended by ${killedBy}` : `ended with ${code}` };
}
