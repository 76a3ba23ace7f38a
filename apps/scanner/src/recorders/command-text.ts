/**
 * Tells text that a person would be lured to paste into a shell or the Windows Run dialog from
 * ordinary text. A hint for the analyst: it looks at words, it runs nothing.
 */

/** Programs that lures start, where a command line begins or a new command follows. */
const PROGRAMS = [
  'powershell',
  'pwsh',
  'cmd',
  'mshta',
  'wscript',
  'cscript',
  'rundll32',
  'regsvr32',
  'msiexec',
  'certutil',
  'bitsadmin',
  'conhost',
  'forfiles',
  'finger',
  'ssh',
  'curl',
  'wget',
  'bash',
  'zsh',
  'sh',
  'sudo',
  'osascript',
  'python3?',
  'node',
  'npx',
  'net',
  'start',
];
/** A program followed by something that is an argument rather than a word of prose. */
const STARTS_PROGRAM = new RegExp(
  String.raw`(?:^|[\n;|&("'\x60\\/])\s*(?:${PROGRAMS.join('|')})(?:\.exe)?["']?\s+(?:[-/"'$%~.<&]|https?:|\\\\|\w+\s+-|[\w.-]+\.\w+)`,
  'i',
);
/** Parts of a command that no prose has. */
const COMMAND_PARTS = [
  /\b(?:iex|invoke-expression|invoke-webrequest|invoke-restmethod|iwr|irm)\b\s*[("'$(-]?/i,
  /\s-(?:enc|encodedcommand|executionpolicy|windowstyle|noprofile|nop|w\s+h(?:idden)?|ep\s+bypass)\b/i,
  /\bfrombase64string\b|\bdownloadstring\b|\bbase64\s+(?:-d|--decode|-D)\b/i,
  /\|\s*(?:ba|z|da)?sh\b/i,
  /\$\(\s*(?:curl|wget)\b/i,
  /%(?:comspec|appdata|temp|systemroot)%/i,
  /\bmshta(?:\.exe)?\s+["']?(?:https?:|javascript:|vbscript:)/i,
];
/** A lure pads the command with a comment that alone is seen in the Run dialog. */
const LOOKED_AT = 16_384;

export function looksLikeCommand(text: string): boolean {
  const start = text.slice(0, LOOKED_AT);
  return STARTS_PROGRAM.test(start) || COMMAND_PARTS.some((part) => part.test(start));
}
