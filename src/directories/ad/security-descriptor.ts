import { guidText, sidText } from './ids.js';

/** One entry of an access list, as it applies to the object itself (MS-DTYP §2.4.4). */
export interface Ace {
  readonly allows: boolean;
  readonly mask: number;
  /** The property, property set or extended right it is limited to; undefined for all. */
  readonly objectType: string | undefined;
  readonly trustee: string;
}

/** Asks for the access list alone; without it only administrators are shown any (MS-ADTS LDAP_SERVER_SD_FLAGS_OID). */
export const sdFlags = {
  oid: '1.2.840.113556.1.4.801',
  critical: true,
  value: Buffer.from([0x30, 0x03, 0x02, 0x01, 0x04]),
};

export const right = {
  writeProperty: 0x20,
  control: 0x100,
  delete: 0x1_0000,
  writeDacl: 0x4_0000,
  writeOwner: 0x8_0000,
  all: 0x1000_0000,
} as const;

/** Schema and extended-right GUIDs (MS-ADA, MS-ADTS §5.1.3.2.1). */
export const about = {
  resetPassword: '00299570-246d-11d0-a768-00aa006e0529',
  changePassword: 'ab721a53-1e2f-11d0-9819-00aa0040529b',
  lockoutTime: '28630ebf-41d5-11d1-a9c1-0000f80367c1',
  pwdLastSet: 'bf967a0a-0de6-11d0-a285-00aa003049e2',
  /** Property set that holds pwdLastSet and lockoutTime. */
  accountRestrictions: '4c164200-20c0-11d0-a768-00aa006e0529',
} as const;

const ACCESS_ALLOWED = 0;
const ACCESS_DENIED = 1;
const ALLOWED_OBJECT = 5;
const DENIED_OBJECT = 6;
const INHERIT_ONLY = 0x08;

/** The access list of a self-relative security descriptor, in its order; empty when there is none or it is damaged. */
export function acesOf(descriptor: Buffer | undefined): readonly Ace[] {
  if (!descriptor || descriptor.length < 20) return [];
  const start = descriptor.readUInt32LE(16);
  if (start === 0 || start + 8 > descriptor.length) return [];
  const aces: Ace[] = [];
  let at = start + 8;
  for (let left = descriptor.readUInt16LE(start + 4); left > 0 && at + 8 <= descriptor.length; left -= 1) {
    const size = descriptor.readUInt16LE(at + 2);
    const ace = aceIn(descriptor.subarray(at, at + size));
    if (ace) aces.push(ace);
    at += Math.max(size, 4);
  }
  return aces;
}

function aceIn(bytes: Buffer): Ace | undefined {
  const [type = 0, flags = 0] = bytes;
  if (bytes.length < 16 || flags & INHERIT_ONLY) return undefined;
  const mask = bytes.readUInt32LE(4);
  if (type === ACCESS_ALLOWED || type === ACCESS_DENIED) {
    return { allows: type === ACCESS_ALLOWED, mask, objectType: undefined, trustee: sidText(bytes.subarray(8)) };
  }
  if (type !== ALLOWED_OBJECT && type !== DENIED_OBJECT) return undefined;
  const present = bytes.readUInt32LE(8);
  const objectType = present & 1 ? guidText(bytes.subarray(12, 28)) : undefined;
  const trustee = sidText(bytes.subarray(12 + (present & 1 ? 16 : 0) + (present & 2 ? 16 : 0)));
  return { allows: type === ALLOWED_OBJECT, mask, objectType, trustee };
}

/** Whether somebody with these SIDs has the right; the first entry that speaks of it decides. */
export function isAllowed(
  aces: readonly Ace[],
  sids: ReadonlySet<string>,
  mask: number,
  objectTypes: readonly string[] = [],
): boolean {
  const first = aces.find(
    (ace) =>
      sids.has(ace.trustee) &&
      (ace.mask & (mask | right.all)) !== 0 &&
      (ace.objectType === undefined || objectTypes.includes(ace.objectType)),
  );
  return first?.allows ?? false;
}

const EVERYONE = 'S-1-1-0';
const SELF = 'S-1-5-10';

/** "User cannot change password": not a flag but two entries that deny it to Everyone and to the person. */
export const deniesOwnChange = (aces: readonly Ace[]): boolean =>
  aces.some(
    ({ allows, objectType, trustee }) =>
      !allows && objectType === about.changePassword && (trustee === EVERYONE || trustee === SELF),
  );
