// What the approver keeps on this phone: one entry an account, its private key among them (it can be used, not read).
import type { PhoneKeys } from './approve-keys.js';

const NAME = 'approver';
const STORE = 'accounts';

export interface Account extends PhoneKeys {
  /** As the server knows it. */
  readonly account: string;
  readonly login: string;
  readonly organisation: string;
  /** Makes codes, where they were wanted. */
  readonly seed: CryptoKey | undefined;
  /** The key under which this phone is woken. */
  readonly wakeKey: string;
  /** Where the server was told last that this phone can be woken; undefined for nowhere. */
  readonly wakesAt: string | undefined;
  /** Whether the server may not write there. */
  readonly isRefused: boolean;
  /** Epoch ms. */
  readonly pairedAt: number;
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'account' });
  return settled(request);
}

async function within<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    return await settled(work(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

/** The oldest first. */
export async function accounts(): Promise<readonly Account[]> {
  const all: Account[] = await within('readonly', (store) => store.getAll());
  return all.sort((a, b) => a.pairedAt - b.pairedAt);
}

/** Pairing an account again takes the place of what was kept of it. */
export async function keep(account: Account): Promise<void> {
  await within('readwrite', (store) => store.put(account));
  // Browsers clear out what was not asked to be kept when the phone runs full. Firefox asks the person: not waited for.
  navigator.storage?.persist?.().catch(() => false);
}

export async function forget(account: string): Promise<void> {
  await within('readwrite', (store) => store.delete(account));
}
