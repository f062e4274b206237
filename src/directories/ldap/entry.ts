/** An entry as the server sent it; names of attributes in lower case, absent attributes absent. */
export class LdapEntry {
  readonly dn: string;
  readonly #values: ReadonlyMap<string, readonly (string | Buffer)[]>;
  constructor(dn: string, values: Iterable<readonly [string, readonly (string | Buffer)[]]>) {
    this.dn = dn;
    this.#values = new Map([...values].map(([name, list]) => [name.toLowerCase(), list]));
  }
  /** The first value as text. */
  text(name: string): string | undefined {
    return this.texts(name)[0];
  }
  texts(name: string): readonly string[] {
    return (this.#values.get(name.toLowerCase()) ?? []).map(String);
  }
  /** Values asked for as bytes. */
  bytes(name: string): readonly Buffer[] {
    return (this.#values.get(name.toLowerCase()) ?? []).map((value) =>
      typeof value === 'string' ? Buffer.from(value) : value,
    );
  }
  /** A whole number; 0 when absent. */
  number(name: string): number {
    return Number(this.text(name) ?? 0);
  }
}
