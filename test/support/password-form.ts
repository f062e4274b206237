/** The one-time page as a browser without JavaScript uses it; every step may go to another instance. */
export class PasswordForm {
  readonly #path: string;
  /** As it is sent: `name=value`. */
  cookie = '';

  /** `link`: what stands behind the chat's button. */
  constructor(link: string) {
    this.#path = new URL(link).pathname.slice(1);
  }

  async get(address: string): Promise<{ readonly status: number; readonly html: string }> {
    const answer = await fetch(`${address}${this.#path}`, { headers: { cookie: this.cookie } });
    return { status: answer.status, html: await answer.text() };
  }

  /** Presses the button that opens the page; 303 for the one who may. */
  async open(address: string): Promise<number> {
    const { status, cookie } = await this.tryToOpen(address);
    if (cookie !== undefined) this.cookie = cookie;
    return status;
  }

  /** The same, keeping nothing: what somebody else with the link can do. */
  async tryToOpen(address: string): Promise<{ readonly status: number; readonly cookie: string | undefined }> {
    const answer = await fetch(`${address}${this.#path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: '',
    });
    await answer.arrayBuffer();
    return { status: answer.status, cookie: answer.headers.get('set-cookie')?.split(';')[0] };
  }

  /** Fills the form in that one instance shows, and sends it to another if given. */
  async submit(
    address: string,
    password: string,
    sendTo = address,
  ): Promise<{ readonly status: number; readonly html: string }> {
    const { html } = await this.get(address);
    return this.send(sendTo, fieldsOf(html), password);
  }

  /** The hidden fields of the form as it is shown now. */
  async fields(address: string): Promise<Readonly<Record<string, string>>> {
    return fieldsOf((await this.get(address)).html);
  }

  async send(
    address: string,
    fields: Readonly<Record<string, string>>,
    password: string,
  ): Promise<{ readonly status: number; readonly html: string }> {
    const answer = await fetch(`${address}${this.#path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', cookie: this.cookie },
      body: String(new URLSearchParams({ ...fields, password, confirmation: password })),
    });
    return { status: answer.status, html: await answer.text() };
  }
}

const fieldsOf = (html: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );
