import type { CdpSession } from '../browser/cdp-connection.ts';

/**
 * Making a world costs the page's process some milliseconds. Asking for a name that is there gives
 * that one, so all who read a frame share its world; none of them leaves anything in it.
 */
const WORLD_NAME = 'reader';

/** A JavaScript context of one frame that shares its DOM and nothing else with the page. */
export async function openIsolatedWorld(session: CdpSession, frameId: string): Promise<number> {
  const { executionContextId } = await session.send('Page.createIsolatedWorld', {
    frameId,
    worldName: WORLD_NAME,
  });
  return executionContextId;
}

export type CallArgument = { value: string | number } | { objectId: string };

/** Runs a function in the isolated world. @returns what came back, of whatever shape. */
export async function callInWorld(
  session: CdpSession,
  executionContextId: number,
  functionDeclaration: string,
  args: CallArgument[],
): Promise<unknown> {
  const { result, exceptionDetails } = await session.send('Runtime.callFunctionOn', {
    functionDeclaration,
    executionContextId,
    arguments: args,
    returnByValue: true,
    silent: true,
  });
  if (exceptionDetails) throw new Error(`the page could not be read: ${exceptionDetails.text}`);
  return result.value;
}
