import type { Logger } from 'pino';
import type { ScanDoor, ScanView } from '../enroll/doors.js';
import { drawQr } from '../qr.js';
import { type Html, html } from './html.js';
import { oneTimeExchange, type Place } from './one-time-exchange.js';
import { framed, pageFrame } from './page-frame.js';
import { accountLine } from './page-parts.js';
import { backToChat } from './page-states.js';
import type { Route } from './route.js';

/** The one-time page that shows a code to scan, where the conversation is kept by others (`GET/POST /scan/{token}`). */
export const scanRoutes = (options: {
  readonly door: ScanDoor;
  readonly publicUrl: URL;
  /** As people call it: `Contoso`. */
  readonly organisation: string;
  readonly log: Logger;
  /** Where the build put the browser code; ends in a slash. */
  readonly webDir?: URL;
}): readonly Route[] =>
  oneTimeExchange({ ...options, name: 'scan', frame: pageFrame(options), said: ({ scan }) => scan, form: scanPage });

/** Key URI format: `otpauth://totp/<issuer>:<account>?…`. */
const loginIn = (uri: string): string => decodeURIComponent(new URL(uri).pathname).replace(/^\/*([^:]*:)?\s*/, '');

/** Shown as often as it is loaded, until the method is proven: a camera may need a second go. */
async function scanPage({ uri, key }: ScanView, { frame }: Place): Promise<Html> {
  const said = frame.texts.scan.form;
  const login = loginIn(uri);
  const { png, width } = await drawQr(uri);
  return framed(
    frame,
    said.title,
    html`<div class="card">
<h1>${said.title}</h1>
${accountLine(said.account, login)}
<ol class="steps">
<li>${said.steps.open}</li>
<li>${said.steps.scan}
<img class="qr" src="data:image/png;base64,${png.toString('base64')}" alt="${said.alt(login)}" width="${width}" height="${width}">
<p class="soft">${said.samePhone}</p>
<p><a class="quiet" href="${uri}">${said.openApp}</a></p>
</li>
<li>${said.steps.back}</li>
</ol>
<details><summary>${said.keyTitle}</summary>
<p>${said.key}</p>
<p class="key"><span class="unseen">${said.keyLabel}: </span><code>${key}</code></p>
<p><button type="button" class="quiet" data-copy="${key.replaceAll(' ', '')}" data-copied="${said.copied}" hidden>${said.copy}</button></p>
</details>
<p class="soft">${said.caution}</p>
<div class="actions">${backToChat(frame)}</div>
</div>`,
  );
}
