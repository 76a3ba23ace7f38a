import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ScanFlags } from '../scan/scan-flags.ts';

export function addScanCommand(program: Command): void {
  program
    .command('scan')
    .description(
      'Open URLs in a browser and write one folder of evidence for each. With --server that server scans, and its API is what is asked: docs/submitting.md.',
    )
    .argument('[url...]', 'what to scan; - reads one URL per line from standard input')
    .option('--file <path>', 'also scan the URLs of this file, one per line')
    .option('--out <dir>', 'folder for the evidence (default: ./scans/<slug>)')
    .option('--json', 'print one scan record per line')
    .addOption(new Option('--rate <rate>', 'how long to wait for a page').choices(RATES))
    .addOption(new Option('--device <device>', 'what to pretend to be').choices(DEVICES))
    .option('--viewport <WxH>', 'size of the page in pixels, for example 1920x1080', viewport)
    .option('--full-page', 'take the screenshot of the whole page')
    .option('--early-screenshot', 'also take a screenshot of the first thing the page shows')
    .option('--user-agent <text>', 'User-Agent header')
    .option('--lang <tag>', 'language, for example fi-FI')
    .option('--time-zone <name>', 'time zone, for example Europe/Helsinki')
    .option('--stealth', 'look like a desktop Chrome that a person uses')
    .option('--skip-cookie-prompts', 'answer cookie prompts with as little consent as they offer')
    .option('--referer <url>', 'Referer of the first request')
    .option('--header <header>', "additional header 'Name: value' (repeatable)", header)
    .option('--cookie <cookie>', "cookie 'name=value' (repeatable)", cookie)
    .option('--proxy <url>', 'go through this http, https or socks5 proxy')
    .option('--no-js', 'switch JavaScript off')
    .option('--timeout <seconds>', 'give up after this time', seconds)
    .option('--allow-network <cidr>', 'also scan this non-public network (repeatable)', collect)
    .optionsGroup('On a server:')
    .option('--server <url>', 'scan there instead of here (or WEBHOOD_URL)')
    .option('--token <token>', 'API token for the server (or WEBHOOD_TOKEN)')
    .option('--tag <word>', 'tag of the scans (repeatable)', collect)
    .addOption(new Option('--priority <p>', 'before and behind which others').choices(PRIORITIES))
    .option('--scanner <name>', 'the one scanner that may do it, by name or id')
    .option('--label <label>', 'only scanners with this label may (repeatable)', collect)
    .option('--at <time>', 'not before this time; submits and does not wait', time)
    .option('--reuse <minutes>', 'take a scan of the same that is no older than this', minutes)
    .option('--restricted', 'only you and administrators may see it')
    .option('--idempotency-key <key>', 'the same key and URLs are scanned once a day')
    .option('--no-wait', 'submit, print what was accepted, and end')
    .action(async (urls: string[], flags: ScanFlags) => {
      const { scan } = await import('../scan/scan.ts');
      process.exitCode = await scan(urls, flags);
    });
}

const RATES = ['fast', 'balanced', 'slow'];
const PRIORITIES = ['low', 'normal', 'high'];
const DEVICES = ['desktop', 'mobile'];

function viewport(text: string): { width: number; height: number } {
  const [, width, height] = /^(\d{1,5})x(\d{1,5})$/i.exec(text) ?? [];
  if (!width || !height) throw new InvalidArgumentError('It must look like 1920x1080.');
  return { width: Number(width), height: Number(height) };
}

function header(text: string, earlier: [string, string][] = []): [string, string][] {
  const colon = text.indexOf(':');
  if (colon < 1) throw new InvalidArgumentError("It must look like 'Name: value'.");
  return [...earlier, [text.slice(0, colon).trim(), text.slice(colon + 1).trim()]];
}

function cookie(text: string, earlier: { name: string; value: string }[] = []) {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError("It must look like 'name=value'.");
  return [...earlier, { name: text.slice(0, equals), value: text.slice(equals + 1) }];
}

function seconds(text: string): number {
  if (!/^\d{1,4}(\.\d{1,3})?$/.test(text)) {
    throw new InvalidArgumentError('It must be a number of seconds.');
  }
  return Number(text);
}

/** As the contract has it; without a zone it is this machine's. */
function time(text: string): string {
  const at = new Date(text);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) || Number.isNaN(at.getTime())) {
    throw new InvalidArgumentError('It must look like 2026-12-24T18:00 or 2026-12-24T18:00:00Z.');
  }
  return at.toISOString();
}

function minutes(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError('It must be a number of minutes.');
  return Number(text);
}

function collect(text: string, earlier: string[] = []): string[] {
  return [...earlier, text];
}
