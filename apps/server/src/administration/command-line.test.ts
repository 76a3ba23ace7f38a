import { CreateUser } from '@webhood/contract';
import { expect, test } from 'vitest';
import { allowOnly, checked, parseCommandLine, parseDays, UsageError } from './command-line.ts';

test('noun, verb, operands and options are told apart in any order', () => {
  expect(parseCommandLine(['users', '--json', 'set-role', 'ann', 'admin'])).toMatchObject({
    noun: 'users',
    verb: 'set-role',
    operands: ['ann', 'admin'],
    json: true,
  });
});

test('an unknown option, and one that belongs to another command, are refused', () => {
  expect(() => parseCommandLine(['users', 'list', '--colour', 'red'])).toThrow(UsageError);
  const line = parseCommandLine(['users', 'list', '--name', 'x']);
  expect(() => allowOnly(line, [], [])).toThrow(/--name/);
  const extra = parseCommandLine(['users', 'list', 'ann']);
  expect(() => allowOnly(extra, [], [])).toThrow(UsageError);
});

test('input is held to the contract, naming each option at fault', () => {
  expect(() => checked(CreateUser, { name: 'a b', role: 'boss' })).toThrow(/name: .*role: /);
});

test.each(['', '90', 'd', '0d', '-1d', '1.5d', '99999d', '90D'])('%j is no term', (text) => {
  expect(() => parseDays(text)).toThrow(UsageError);
});

test('a term in days', () => {
  expect(parseDays('90d')).toBe(90);
});
