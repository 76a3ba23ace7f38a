/** What caused a request: the parser, or the script whose call stands on top of the stack. */
import type { Exchange } from '@webhood/contract';
import type { Protocol } from 'devtools-protocol';
import { CAPTURE_LIMITS } from '../capture/limits.ts';
import { cut } from './recorder.ts';

export function toInitiator(
  initiator: Protocol.Network.Initiator,
): NonNullable<Exchange['initiator']> {
  const frame = topFrame(initiator.stack);
  const url = initiator.url ?? frame?.url;
  const line = initiator.lineNumber ?? frame?.lineNumber;
  const column = initiator.columnNumber ?? frame?.columnNumber;
  const name = frame?.functionName;
  return {
    type: initiator.type,
    ...(url ? { url: cut(url, CAPTURE_LIMITS.urlLength) } : {}),
    ...(line === undefined ? {} : { line: Math.trunc(line) }),
    ...(column === undefined ? {} : { column: Math.trunc(column) }),
    ...(name ? { functionName: cut(name, CAPTURE_LIMITS.functionNameLength) } : {}),
  };
}

/** After an `await` the synchronous stack may be empty; then an async parent holds the caller. */
function topFrame(
  stack: Protocol.Runtime.StackTrace | undefined,
): Protocol.Runtime.CallFrame | undefined {
  let level = stack;
  for (let depth = 0; level && depth < CAPTURE_LIMITS.stackDepth; depth += 1) {
    const frame = level.callFrames[0];
    if (frame) return frame;
    level = level.parent;
  }
  return undefined;
}
