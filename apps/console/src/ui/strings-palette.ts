/** The sentences of the command palette and of moving about by keyboard. */
export const paletteStrings = {
  title: 'Commands',
  open: 'Commands and search',
  placeholder: 'Type a command, a URL or a search',
  list: 'What can be done',
  none: 'Nothing fits. Enter searches for it.',
  groups: { do: 'Do', go: 'Go to', saved: 'Saved searches', recent: 'Recent scans' },
  search: (words: string) => `Search for “${words}”`,
  scan: (url: string) => `Scan ${url}`,
  newScan: 'New scan',
  themes: { system: 'Theme of the system', light: 'Light theme', dark: 'Dark theme' },
  help: 'Keyboard shortcuts',
  compare: 'Compare two scans',
  docs: 'API documentation',
};
