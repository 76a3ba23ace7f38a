/** A line at the bottom of a terminal that says how far a job is. Elsewhere it is not there. */
export interface Progress {
  /** One more is over. */
  step(outcome: 'done' | 'failed'): void;
  /** Runs `print` with the line out of its way. */
  around(print: () => void): void;
  /** Takes the line away. */
  end(): void;
}

export interface ProgressTerminal {
  isTTY?: boolean | undefined;
  columns?: number | undefined;
  write(text: string): unknown;
}

const BAR = 24;
/** Of a terminal that does not say. */
const COLUMNS = 80;
const CLEAR = '\r\u001b[2K';

/** One alone needs no bar: its result comes instead. */
export function createProgress(terminal: ProgressTerminal, total: number): Progress {
  const isShown = terminal.isTTY === true && total > 1;
  let over = 0;
  let failed = 0;
  const draw = () => {
    if (isShown)
      terminal.write(`${CLEAR}${progressLine({ over, failed, total }, terminal.columns)}`);
  };
  const clear = () => {
    if (isShown) terminal.write(CLEAR);
  };
  draw();
  return {
    step: (outcome) => {
      over += 1;
      if (outcome === 'failed') failed += 1;
      draw();
    },
    around: (print) => {
      clear();
      print();
      draw();
    },
    end: clear,
  };
}

interface Counts {
  over: number;
  failed: number;
  total: number;
}

export function progressLine({ over, failed, total }: Counts, columns = COLUMNS): string {
  const filled = Math.floor((BAR * over) / total);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR - filled);
  const failures = failed === 0 ? '' : `  ${failed} failed`;
  // A line that wraps could not be taken away again.
  return `${bar}  ${over}/${total}${failures}`.slice(0, Math.max(0, columns - 1));
}
