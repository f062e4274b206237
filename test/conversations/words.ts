import type { House } from '../support/house.js';
import { IS, type Row } from './rows.js';

/** What is said in a line, with the code that is there now. */
export async function wordsOf({ said }: Pick<Row, 'said'>, who: string, home: House): Promise<string> {
  const newest = async (to: string): Promise<string> => (await home.phone(to)).at(-1)?.code ?? '';
  const numbers: Readonly<Record<string, string>> = { ada: '+12025550100', cleo: '+12025550102' };
  switch (said) {
    case '<app>':
      return home.app(`sample-${who}`);
    case '<sms>':
      return newest(numbers[who] ?? '');
    case '<email>':
      return newest(`${who}@home.example`);
    default:
      return said.replace(IS, '$1@contoso.example');
  }
}
