import { type Check, fail, pass, unknown } from '../check.ts';

/** How the machine is administered. */
const SSH_PORT = 22;
/** Enough to go looking by. */
const SHOWN_PORTS = 10;

export const dedicatedHost: Check = {
  id: 'dedicated_host',
  area: 'host',
  level: 'recommended',
  title: 'The machine does nothing else',
  judge: ({ settings, host }) => {
    if (host.listening === undefined || host.people === undefined) {
      return unknown('this system does not tell what else runs');
    }
    const ours = [settings.httpsPort, settings.httpPort, SSH_PORT];
    const others = host.listening.filter((port) => !ours.includes(port));
    const faults = [
      ...(others.length > 0
        ? [`other programs listen on ${others.slice(0, SHOWN_PORTS).join(', ')}`]
        : []),
      ...(host.people > 1 ? [`${host.people} people are logged in`] : []),
    ];
    return faults.length === 0
      ? pass('nothing else listens, and at most one person is logged in')
      : fail(
          faults.join('; '),
          'Run Webhood on a machine or virtual machine of its own: what breaks out of a scanned page then finds nothing else.',
        );
  },
};
