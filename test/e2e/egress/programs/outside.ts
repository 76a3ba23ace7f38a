/**
 * The internet of the proof: a name server, and a web server at every address. Run in a namespace
 * of its own; writes a line when it listens, then each name that it is asked for, and ends with its
 * input.
 */
import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { OUTSIDE_ADDRESSES, resolve } from '../addresses.ts';

const A = 1;
const NAME_ERROR = 3;
const TTL_SECONDS = 60;

const udp = createSocket('udp4');
udp.on('message', (question, { port, address }) => udp.send(answer(question), port, address));
const tcp = createTcpServer((socket) => {
  socket.on('error', () => socket.destroy());
  socket.on('data', (data) => {
    // One question in one segment: all that a client of the proof ever sends.
    const reply = answer(data.subarray(2));
    const length = Buffer.alloc(2);
    length.writeUInt16BE(reply.length);
    socket.end(Buffer.concat([length, reply]));
  });
});
const web = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/plain', 'access-control-allow-origin': '*' });
  response.end('outside');
});

await Promise.all([
  new Promise<void>((done) => udp.bind(53, OUTSIDE_ADDRESSES.v4, done)),
  new Promise<void>((done) => tcp.listen(53, OUTSIDE_ADDRESSES.v4, done)),
  new Promise<void>((done) => web.listen(80, '::', done)),
]);
process.stdout.write('ready\n');
process.stdin.resume().on('end', () => process.exit(0));

function answer(message: Buffer): Buffer {
  const { name, type, end } = readQuestion(message);
  process.stdout.write(`${name}\n`);
  const address = resolve(name);
  const records = address && type === A ? [record(address)] : [];
  const header = Buffer.from(message.subarray(0, 12));
  header.writeUInt16BE(0x8180 | (address ? 0 : NAME_ERROR), 2);
  header.writeUInt16BE(records.length, 6);
  header.writeUInt32BE(0, 8);
  return Buffer.concat([header, message.subarray(12, end), ...records]);
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

function record(address: string): Buffer {
  const head = Buffer.from([0xc0, 0x0c, 0, A, 0, 1, 0, 0, 0, TTL_SECONDS, 0, 4]);
  return Buffer.concat([head, Buffer.from(address.split('.').map(Number))]);
}
