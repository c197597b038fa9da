import { isIP } from 'node:net';
import { InvalidPatternError } from './InvalidPatternError.ts';

interface Address {
  bits: 32 | 128;
  value: bigint;
}

/** The test of {"cidr": ...}: whether a string is an address within the block. */
export function parseCidr(cidr: string): (text: string) => boolean {
  const [base = '', mask = '', ...rest] = cidr.split('/');
  if (!cidr.includes('/') || rest.length > 0)
    throw new InvalidPatternError("Malformed CIDR, one '/' required");
  if (!/^-?\d+$/.test(mask)) throw new InvalidPatternError('Malformed CIDR, mask bits must be an integer');
  if (mask.startsWith('-')) throw new InvalidPatternError('Malformed CIDR, mask bits must not be negative');
  const address = parseAddress(base);
  if (address === undefined) throw new InvalidPatternError(`Nonstandard IP address: ${base}`);
  if (Number(mask) >= address.bits)
    throw new InvalidPatternError(`IPv${address.bits === 32 ? 4 : 6} mask bits must be < ${address.bits}`);
  const variable = BigInt(address.bits) - BigInt(mask);
  const block = address.value >> variable;
  return (text) => {
    const candidate = parseAddress(text);
    return candidate?.bits === address.bits && candidate.value >> variable === block;
  };
}

/** An IPv4 or IPv6 literal as a number; undefined for anything else, so no name is ever resolved. */
function parseAddress(text: string): Address | undefined {
  // A zone ("fe80::1%eth0") names an interface of one machine and no range of addresses.
  const version = text.includes('%') ? 0 : isIP(text);
  if (version === 4) return { bits: 32, value: ofParts(text.split('.').map(Number), 8n) };
  if (version === 6) return { bits: 128, value: ofParts(expand(text), 16n) };
  return undefined;
}

function ofParts(parts: number[], width: bigint): bigint {
  return parts.reduce((value, part) => (value << width) | BigInt(part), 0n);
}

/** The eight groups of an IPv6 literal that `isIP` has accepted. */
function expand(text: string): number[] {
  const [head = '', tail] = text.split('::');
  const left = groups(head);
  if (tail === undefined) return left;
  const right = groups(tail);
  return [...left, ...new Array<number>(8 - left.length - right.length).fill(0), ...right];
}

function groups(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}
