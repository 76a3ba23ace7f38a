import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const BIN = join(ROOT, 'node_modules/.bin');
/** The slowest takes ten seconds; past this it hangs. */
const LIMIT_MS = 180_000;

/** Runs a tool of node_modules on the pinned Node.js. @throws with its output when it fails */
export async function tool(name, args) {
  const { code, output } = await runTool(name, args);
  if (code !== 0) throw new Error(output.trim() || `${name} ended with ${code}`);
}

/** Runs a script of ours in a process of its own. @throws with its output when it fails */
export async function script(path, args) {
  const { code, output } = await run(process.execPath, [join(ROOT, path), ...args], ROOT);
  if (code !== 0) throw new Error(output.trim() || `${path} ended with ${code}`);
}

export function runTool(name, args, { cwd = ROOT } = {}) {
  return run(join(BIN, name), args, cwd);
}

function run(command, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, PATH: `${BIN}${delimiter}${process.env.PATH ?? ''}` },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: LIMIT_MS,
    });
    let stdout = '';
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code: code ?? signal, stdout, output }));
  });
}
