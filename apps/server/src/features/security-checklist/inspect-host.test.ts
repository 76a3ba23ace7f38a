import { expect, test } from 'vitest';
import { listeningPorts } from './inspect-host.ts';

test('what listens beyond loopback is told from what does not, and from connections', () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue
   0: 0100007F:1538 00000000:0000 0A 00000000:00000000
   1: 00000000:0016 00000000:0000 0A 00000000:00000000
   2: 0200000A:01BB 0300000A:D431 01 00000000:00000000
`;
  expect(listeningPorts(table)).toEqual([22]);
  const six = `  sl  local_address remote_address st
   0: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A
   1: 00000000000000000000000000000000:20FB 00000000000000000000000000000000:0000 0A
   2: 0000000000000000FFFF00000100007F:1F91 00000000000000000000000000000000:0000 0A
`;
  expect(listeningPorts(six)).toEqual([8443]);
});
