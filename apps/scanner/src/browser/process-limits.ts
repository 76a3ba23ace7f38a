/**
 * Bounds that the kernel keeps for the browser. Set by the shell that becomes the browser, since
 * Node cannot, and any POSIX shell can.
 */

/** In blocks of 512 bytes: 1 GiB, four times the largest download. Shared memory counts as well. */
const FILE_BLOCKS = 2 * 1024 * 1024;
/** Threads of the browser's user: 64 scans were seen to need a few thousand. */
const THREADS = 16_384;

const SCRIPT = [
  // No page's memory is left on disk after a crash.
  'ulimit -c 0',
  `ulimit -f ${FILE_BLOCKS}`,
  // A lower bound that is there already stays; shells differ in the letter.
  `{ ulimit -u ${THREADS} || ulimit -p ${THREADS}; } 2>/dev/null`,
  'exec "$@"',
].join('\n');

export function withLimits(command: readonly string[]): { file: string; args: string[] } {
  return { file: '/bin/sh', args: ['-c', SCRIPT, 'sh', ...command] };
}
