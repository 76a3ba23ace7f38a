import { plural } from './plural.ts';

/** The sentences of the settings of scanners. */
export const scannerStrings = {
  intro:
    'A scanner opens URLs in its own browser and asks this server for work. It can run on any machine that reaches this address.',
  create: 'Add scanner',
  name: 'Name',
  nameHint: 'Where it runs, for example dmz-1.',
  pause: 'Pause: give it nothing new',
  resume: 'Resume',
  never: 'Never connected',
  lastSeen: 'Last seen',
  running: (running: number, limit: number) => `${running} of ${limit} running`,
  newToken: 'New token',
  newTokenTitle: (name: string) => `New token for ${name}?`,
  newTokenBody: 'The current token ends at once; the scanner stops until it is given the new one.',
  remove: 'Delete',
  removeTitle: (name: string) => `Delete ${name}?`,
  removeBody: 'Its token ends at once. Scans it has finished stay.',
  created: (name: string) => `Token for ${name}`,
  start: 'Start it with',
  certificate:
    'In the folder of Webhood on the other machine. cert.pem is a copy of data/tls/cert.pem of this server; leave WEBHOOD_CA out where that machine trusts the server’s certificate anyway.',
  emptyTitle: 'No scanners',
  emptyBody: 'Without one, scans only wait. Add a scanner and start it with the token you get.',
  networks: 'also scans',
  version: 'Version',
  states: {
    away: 'Not connected',
    refused: 'Refused: another version',
    paused: 'Paused',
    busy: 'Busy',
    ready: 'Ready',
  },
  draining: (running: number) => `Paused, ${running} still running`,
  browserAge: (months: number) =>
    months < 1 ? 'of this month' : `about ${plural(months, 'month', 'months')} old`,
  browserOld: (months: number) => `about ${months} months old, install a newer one`,
  configure: 'Configure',
  configureTitle: (name: string) => `Configure ${name}`,
  configureIntro: 'Counts from its next scan on. Nothing has to be done on its machine.',
  configuration: 'Configuration',
  saved: (name: string) => `${name} is configured`,
  labels: 'Labels',
  labelsHint: 'Scans can ask for a scanner that has them. Separated by blanks.',
  labelsError: 'Like region=eu: letters, digits and . _ / -',
  atOnce: 'Scans at once',
  atOnceHint: (slots: number) =>
    slots > 0
      ? `Its machine offers ${plural(slots, 'slot', 'slots')}; empty uses them all.`
      : 'Empty: as many as its machine offers.',
  atOnceError: 'A whole number from 1 to 64.',
  atMost: (count: number) => `at most ${count} at once`,
  unlessNamed: 'For scans that name none.',
  always: 'For every scan on this scanner.',
  proxyHint:
    'For scans that name none. Its address must be one that the scanner may reach; one inside your network is set on its machine, with HTTPS_PROXY.',
  via: (proxy: string) => `via ${proxy}`,
};
