/** Whether a whole password is among the ones people choose most, whatever its case and width. */
export type IsCommon = (password: string) => boolean;

let loading: Promise<IsCommon> | undefined;

/** The 49,233 common passwords of zxcvbn-ts's language-common, read at the first call and kept (about 5 MB). */
export function commonPasswords(): Promise<IsCommon> {
  loading ??= load();
  return loading;
}

async function load(): Promise<IsCommon> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  const known = new Set(dictionary['passwords-common'].map((each) => each.normalize('NFKC').toLowerCase()));
  return (password) => known.has(password.normalize('NFKC').toLowerCase());
}
