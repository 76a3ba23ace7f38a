/** A scanner in small: starts a browser as the scanner does, tells of it, and stays. */
import { launchBrowser } from './launch.ts';
import { openNamespace } from './network-namespace.ts';

const [path = ''] = process.argv.slice(2);
const opened = await openNamespace();
if (opened.kind === 'impossible') {
  process.stdout.write(`${JSON.stringify({ reason: opened.reason })}\n`);
} else {
  const { namespace } = opened;
  const onListenerError = () => undefined;
  const { pid, profileDir } = await launchBrowser({
    path,
    namespace,
    onListenerError,
  });
  const socket = await namespace.listen();
  const { holderPid } = namespace;
  const isListening = socket.listening;
  process.stdout.write(`${JSON.stringify({ pid, profileDir, holderPid, isListening })}\n`);
}
