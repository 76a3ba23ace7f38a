import { plural } from './plural.ts';

/** The sentences of the start page that its lines, files, batch and settings need. */
export const submitStrings = {
  file: 'Open a text file',
  fileDrop: 'Drop it: one URL per line',
  fileTooLarge: (name: string, size: string) =>
    `${name} is larger than ${size}. A list of URLs is smaller: split it, or use the API.`,
  fileNotText: (name: string) => `${name} is no text file. Use a list with one URL per line.`,
  lines: 'What becomes of each line',
  asWritten: 'as written',
  forServer: 'the server decides: not public',
  columns: { line: 'Line', becomes: 'Will scan', note: 'Note' },
  batch: {
    running: (count: number) => `${count} running`,
    waiting: (count: number) => `${count} waiting`,
    done: (count: number) => `${count} done`,
    failed: (count: number) => `${count} failed`,
    reused: 'scanned before',
    cancelAll: 'Cancel those that wait',
    cancelled: (count: number) => plural(count, 'scan was cancelled', 'scans were cancelled'),
    submittedLine: 'submitted',
  },
  queue: {
    running: (count: number) => `${count} running`,
    waiting: (count: number) => `${count} waiting`,
  },
  settings: {
    title: 'Submission',
    tags: 'Tags',
    tagsHint: 'Words, separated by spaces or commas. Found again with tag:word.',
    scanner: 'Scanner',
    anyScanner: 'Any scanner',
    disconnected: 'not connected',
    priority: 'Priority',
    priorities: { low: 'Low', normal: 'Normal', high: 'High' },
    reuse: 'If scanned before',
    reuseHint: 'The same URL with the same options is not scanned again within this time.',
    reuses: {
      '0': 'Scan again',
      '60': 'Reuse up to an hour old',
      '1440': 'Reuse up to a day old',
      '10080': 'Reuse up to a week old',
    },
  },
} as const;
