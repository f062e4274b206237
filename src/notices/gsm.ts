/** GSM 03.38 §6.2.1 with its extension: a text that keeps to these carries 160 letters, with any other 70. */
const ALPHABET = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€',
);

const PLAIN: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
};

/** The same with letters of that alphabet, where a language is read without the accents it lacks: "código" → "codigo". */
export const gsmSpelling = (text: string): string => [...text].map(spelt).join('');

function spelt(letter: string): string {
  if (ALPHABET.has(letter)) return letter;
  const bare = PLAIN[letter] ?? letter.normalize('NFKD').replace(/\p{M}/gu, '');
  return bare !== '' && [...bare].every((one) => ALPHABET.has(one)) ? bare : letter;
}
