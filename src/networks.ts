import { BlockList, isIP } from 'node:net';

type Subnet = readonly [network: string, prefix: number];

function listOf(subnets: readonly Subnet[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of subnets) list.addSubnet(network, prefix, isIP(network) === 6 ? 'ipv6' : 'ipv4');
  return list;
}

/** This machine, its own link, groups, and what is reserved (RFC 6890, RFC 1112). */
const NOWHERE: readonly Subnet[] = [
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 3],
  ['::', 127],
  ['fe80::', 10],
  ['ff00::', 8],
];
/** Networks of companies and carriers, and for measurements (RFC 1918, 2544, 4193, 6598, 6890). */
const INSIDE: readonly Subnet[] = [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['fc00::', 7],
];

const nowhere = listOf(NOWHERE);
const notPublic = listOf([...NOWHERE, ...INSIDE]);

const isOn = (list: BlockList, address: string): boolean => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Whether an address leads no other machine here. */
export const isNowhere = (address: string): boolean => isOn(nowhere, address);

/** Whether an address may be reached from everywhere. */
export const isPublic = (address: string): boolean => !isOn(notPublic, address);
