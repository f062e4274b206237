/** An answer other than success that the caller caused. `code` is all it is told. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string) {
    super(code);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
  }
}
