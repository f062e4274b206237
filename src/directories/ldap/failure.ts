/** The server answered: no. `code` is LDAP's result code; the text is for us alone, never for a person. */
export class LdapRefusal extends Error {
  readonly code: number;
  constructor(code: number, text: string, options?: { readonly cause?: unknown }) {
    super(text, options);
    this.code = code;
    this.name = 'LdapRefusal';
  }
  /** Active Directory's own error, eight hexadecimal digits at the front: `0000052D`. */
  get win32(): string | undefined {
    return /^([0-9A-Fa-f]{8}):/.exec(this.message)?.[1]?.toUpperCase();
  }
  /** Active Directory's reason for a refused sign-in: `52e` wrong, `775` locked, … */
  get bindReason(): string | undefined {
    return /\bdata ([0-9a-f]+)/.exec(this.message)?.[1];
  }
}

/** No answer came: not connected, cut, or out of time. What was asked may have been done. */
export class LdapLost extends Error {
  readonly timedOut: boolean;
  constructor(text: string, options: { readonly cause?: unknown; readonly timedOut?: boolean } = {}) {
    super(text, options);
    this.timedOut = options.timedOut ?? false;
    this.name = 'LdapLost';
  }
}

export const ldapCode = {
  invalidCredentials: 49,
  insufficientAccess: 50,
  busy: 51,
  unavailable: 52,
  unwilling: 53,
  noSuchObject: 32,
  constraint: 19,
} as const;

/** Whether another server may answer better: lost, or too busy to do anything. */
export const isDown = (error: unknown): boolean =>
  error instanceof LdapLost ||
  (error instanceof LdapRefusal && (error.code === ldapCode.busy || error.code === ldapCode.unavailable));
