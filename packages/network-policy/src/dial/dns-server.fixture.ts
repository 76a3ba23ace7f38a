/** A name server on loopback that answers from a script, for the resolver's tests. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { parseAddress } from '../address/address.ts';

const TYPE = { A: 1, AAAA: 28 } as const;
const NAME_ERROR = 3;
const SERVER_FAILURE = 2;

export interface Zone {
  A?: string[];
  AAAA?: string[];
  ttl?: number;
  /** `silent` never answers; `failing` answers SERVFAIL. Names without a zone do not exist. */
  state?: 'silent' | 'failing';
}

export interface DnsServer {
  address: string;
  questions(): string[];
  close(): Promise<void>;
}

export async function startDnsServer(zones: Record<string, Zone>): Promise<DnsServer> {
  const socket = createSocket('udp4');
  const questions: string[] = [];
  socket.on('message', (message, from) => {
    const { name, type, end } = readQuestion(message);
    questions.push(`${name} ${type === TYPE.AAAA ? 'AAAA' : 'A'}`);
    const zone = zones[name];
    if (zone?.state === 'silent') return;
    socket.send(answer(message.subarray(0, end), zone, type), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    questions: () => questions,
    async close() {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}

function readQuestion(message: Buffer) {
  const labels: string[] = [];
  let at = 12;
  for (let length = message.readUInt8(at); length > 0; length = message.readUInt8(at)) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 };
}

function answer(question: Buffer, zone: Zone | undefined, type: number): Buffer {
  const addresses = (type === TYPE.AAAA ? zone?.AAAA : zone?.A) ?? [];
  const header = Buffer.from(question.subarray(0, 12));
  const code = zone === undefined ? NAME_ERROR : zone.state === 'failing' ? SERVER_FAILURE : 0;
  header.writeUInt16BE(0x8180 | code, 2);
  header.writeUInt16BE(addresses.length, 6);
  header.writeUInt32BE(0, 8);
  const records = addresses.map((address) => record(address, type, zone?.ttl ?? 60));
  return Buffer.concat([header, question.subarray(12), ...records]);
}

function record(address: string, type: number, ttl: number): Buffer {
  const data = addressBytes(address);
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(ttl, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function addressBytes(text: string): Buffer {
  const parsed = parseAddress(text);
  if (parsed.kind !== 'address') throw new Error(`${text} is not an address`);
  const { family, value } = parsed.address;
  const digits = value.toString(16).padStart(family === 4 ? 8 : 32, '0');
  return Buffer.from(digits, 'hex');
}
