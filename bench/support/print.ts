import { availableParallelism } from 'node:os';
import { type Measured, summarise } from './measure.ts';

/** Prints the measurement; the exit code says whether its bound held. */
export function print(measured: Measured): void {
  const machine = { cpus: availableParallelism(), node: process.version };
  const measurement = summarise(measured, machine);
  console.log(JSON.stringify(measurement, null, 2));
  process.exitCode = measurement.withinBound ? 0 : 1;
}

/** `--runs 20` of the command line. */
export function runsFrom(args: readonly string[], fallback: number): number {
  const at = args.indexOf('--runs');
  const runs = at === -1 ? fallback : Number(args[at + 1]);
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs needs a positive number');
  return runs;
}
