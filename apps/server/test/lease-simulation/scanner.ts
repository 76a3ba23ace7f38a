/** One scanner of a race: leases, works through its steps, and meets faults on the way. */
import { ARTIFACT_BOUNDS, type Lease } from '@webhood/contract';
import { type Evidence, evidenceFor, sha256Of } from '../job.ts';
import type { Lane } from './lane.ts';
import type { JobCall, Ledger } from './ledger.ts';
import type { Random } from './random.ts';
import { jsonOf, type Outcome, type WireCall } from './wire.ts';

type Step = { call: 'heartbeat' | 'complete' | 'fail' } | { call: 'blob'; file: number };

interface Work {
  lease: Lease;
  evidence: Evidence;
  steps: Step[];
  triesLeft: number;
}

const FAULTS = [
  'request_lost',
  'answer_lost',
  'abandoned',
  'duplicated',
  'delayed_copy',
  'broken_off',
  'wrong_byte',
] as const;
type Fault = (typeof FAULTS)[number];

/** A scanner that gets no answer this often gives its scan up. */
const TRIES = 6;
/** How often an attempt fails by itself. */
const FAILING = 0.08;
/** How often a scanner that was told that it lost its scan commits all the same. */
const STUBBORN = 0.4;

export interface RaceDeps {
  lane: Lane;
  ledger: Ledger;
  random: Random;
  /** Of each call, from 0 to 1. */
  rate(): number;
  /** Copies of calls that arrive later than what was sent after them. */
  delayed: (() => Promise<void>)[];
  tally(fault: string): void;
}

export type SimulatedScanner = ReturnType<typeof createSimulatedScanner>;

export function createSimulatedScanner(id: string, deps: RaceDeps) {
  const { lane, ledger, random, delayed, tally } = deps;
  let work: Work | undefined;

  function drawFault(): Fault | undefined {
    if (!random.chance(deps.rate())) return undefined;
    const fault = random.pick(FAULTS);
    tally(fault);
    return fault;
  }

  /** Sends it once, to either server, and has the ledger judge the answer. */
  async function sendOnce(job: Lease, call: JobCall, wireCall: WireCall): Promise<Outcome> {
    const judge = ledger.sending(job.scan.id, job.attempt, call);
    const answer = await lane.wire().send(lane.portOf(random.below(2)), wireCall);
    if (answer) judge(answer.status, answer.body.length > 0 ? jsonOf(answer) : undefined);
    return answer;
  }

  async function send(job: Lease, call: JobCall, wireCall: WireCall): Promise<Outcome> {
    const fault = drawFault();
    const port = lane.portOf(random.below(2));
    switch (fault) {
      case 'request_lost':
        return undefined;
      case 'answer_lost':
        await sendOnce(job, call, wireCall);
        return undefined;
      case 'abandoned':
        await lane.wire().abandon(port, wireCall);
        return undefined;
      case 'broken_off':
        await lane.wire().breakOff(port, wireCall);
        return undefined;
      case 'duplicated': {
        const both = await Promise.all([
          sendOnce(job, call, wireCall),
          sendOnce(job, call, wireCall),
        ]);
        return both[random.below(2)];
      }
      case 'delayed_copy':
        delayed.push(async () => void (await sendOnce(job, call, wireCall)));
        return sendOnce(job, call, wireCall);
      case 'wrong_byte':
        return sendOnce(job, call, call === 'blob' ? garbled(wireCall) : wireCall);
      case undefined:
        return sendOnce(job, call, wireCall);
    }
  }

  function planFor(lease: Lease): Work {
    const evidence = evidenceFor(lease, `${lease.scan.id} ${lease.attempt}`);
    const uploads = evidence.files.map((_, file): Step => ({ call: 'blob', file }));
    const steps: Step[] = [{ call: 'heartbeat' }, ...uploads, { call: 'heartbeat' }];
    const fails = random.chance(FAILING) && deps.rate() > 0;
    if (fails) steps.splice(random.below(steps.length), steps.length, { call: 'fail' });
    else steps.push({ call: 'complete' });
    return { lease, evidence, steps, triesLeft: TRIES };
  }

  /** False when there was nothing for it. */
  async function ask(): Promise<boolean> {
    const fault = drawFault();
    const port = lane.portOf(random.below(2));
    const call = lane.leaseCall(id);
    if (fault === 'request_lost') return true;
    if (fault === 'abandoned' || fault === 'broken_off') {
      await (fault === 'abandoned'
        ? lane.wire().abandon(port, call)
        : lane.wire().breakOff(port, call));
      return true;
    }
    const answer = await lane.wire().send(port, call);
    if (answer?.status === 204) return false;
    if (answer?.status !== 200) return true;
    const lease = jsonOf(answer) as Lease;
    ledger.leased(lease.scan.id, lease.attempt);
    if (fault !== 'answer_lost') work = planFor(lease);
    return true;
  }

  function callOf({ lease, evidence }: Work, step: Step): WireCall {
    if (step.call === 'blob') {
      const content = evidence.files[step.file]?.content ?? Buffer.alloc(0);
      return lane.blobCall(lease, sha256Of(content), content);
    }
    const bodies = {
      heartbeat: { phase: 'loading' },
      complete: evidence.request,
      fail: { code: 'browser_failed', message: 'It ended.', retryable: random.chance(0.7) },
    };
    return lane.jobCall(lease, step.call, bodies[step.call]);
  }

  async function takeStep(current: Work): Promise<void> {
    const step = current.steps[0];
    if (!step) {
      work = undefined;
      return;
    }
    const answer = await send(current.lease, step.call, callOf(current, step));
    const status = answer?.status;
    if (status !== undefined && status < 300) {
      current.steps.shift();
      current.triesLeft = TRIES;
      if (current.steps.length === 0) work = undefined;
      return;
    }
    if (status === 409 || status === 401) {
      const insists = status === 409 && step.call !== 'complete' && random.chance(STUBBORN);
      if (insists) current.steps = [{ call: 'complete' }];
      else work = undefined;
      return;
    }
    current.triesLeft -= 1;
    if (current.triesLeft === 0) work = undefined;
  }

  return {
    holding: (): Lease | undefined => work?.lease,
    /** Its process is gone, and what it held is forgotten. */
    crash: (): void => {
      work = undefined;
    },
    /** Asks for work, or does the next thing about what it has. False: nothing to do. */
    turn: async (): Promise<boolean> => {
      if (!work) return ask();
      await takeStep(work);
      return true;
    },
  };
}

function garbled(call: WireCall): WireCall {
  if (!call.body || call.body.length > ARTIFACT_BOUNDS.blobBytes) return call;
  const body = Buffer.from(call.body);
  body[0] = (body[0] ?? 0) ^ 1;
  return { ...call, body };
}
