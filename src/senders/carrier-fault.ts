/** What a carrier said, and nothing more: its raw errors hold credentials, numbers and the message itself. */
export interface CarrierFault {
  readonly code: string;
  /** HTTP status or SMTP reply code, where there was an answer. */
  readonly status?: number | undefined;
}

const CODE = /^[A-Za-z0-9_-]{1,40}$/;

/** The codes of a foreign error, without its text. `statusKey` is where that library keeps the answer's status. */
export function carrierFault(error: unknown, statusKey: 'status' | 'responseCode'): CarrierFault {
  const read = (key: string): unknown =>
    typeof error === 'object' && error !== null ? Reflect.get(error, key) : undefined;
  const code = String(read('code') ?? read('name') ?? 'unknown');
  const status = read(statusKey);
  return {
    code: CODE.test(code) ? code : 'unknown',
    ...(typeof status === 'number' ? { status } : {}),
  };
}
