// What a command needs beside packages and the runtime, judged by its words alone: the command
// line itself is parsed by the program, this only decides what to install before it runs.
const BROWSER = new Set(['up', 'scan', 'scanner']);
const CONSOLE = new Set(['up', 'server']);

export function needsOf(args, env = process.env) {
  const [command = ''] = args;
  if (args.includes('--help') || args.includes('-h')) return { browser: false, console: false };
  const remote =
    command === 'scan' &&
    (Boolean(env.WEBHOOD_URL) ||
      args.some((arg) => arg === '--server' || arg.startsWith('--server=')));
  return { browser: BROWSER.has(command) && !remote, console: CONSOLE.has(command) };
}
