import type { Logger } from 'pino';
import type { RecoverySheets, Sheet } from '../methods/recovery-sheets.js';
import { type Html, html } from './html.js';
import { oneTimeExchange, type Place } from './one-time-exchange.js';
import { framed, pageFrame } from './page-frame.js';
import { accountLine } from './page-parts.js';
import { donePage } from './page-states.js';
import type { Route } from './route.js';

/** The one-time page that shows new recovery codes (`GET/POST /codes/{token}`). */
export const recoveryCodeRoutes = (options: {
  readonly door: Pick<RecoverySheets, 'peek' | 'open' | 'view' | 'saved'>;
  readonly publicUrl: URL;
  /** As people call it: `Contoso`. */
  readonly organisation: string;
  readonly log: Logger;
  /** Where the build put the browser code; ends in a slash. */
  readonly webDir?: URL;
}): readonly Route[] =>
  oneTimeExchange({
    ...options,
    name: 'codes',
    frame: pageFrame(options),
    said: ({ recoveryCodes }) => recoveryCodes,
    form: codesPage,
    async submit({ cookie, frame }) {
      if (!(await options.door.saved(cookie))) return 'gone';
      return { status: 200, page: donePage(frame, frame.texts.recoveryCodes.done), over: true };
    },
  });

/** Shown as often as it is loaded, until the person says that they are saved. */
function codesPage({ codes, login }: Sheet, { frame, hidden }: Place): Html {
  const texts = frame.texts.recoveryCodes;
  const said = texts.form;
  const file = [...texts.file(frame.organisation, login), '', ...codes, ''].join('\r\n');
  return framed(
    frame,
    said.title,
    html`<form class="card" method="post" data-sending="${said.sending}" data-once>
<h1>${said.title}</h1>
${accountLine(said.account, login)}
<p class="lead">${said.lead}</p>
<p>${said.keep}</p>
<ol class="codes" aria-label="${said.list}">${codes.map((code) => html`<li><code>${code}</code></li>`)}</ol>
<p class="tools"><button type="button" class="quiet" data-print hidden>${said.print}</button>
<a class="quiet" download="${said.fileName}" href="data:text/plain;charset=utf-8,${encodeURIComponent(file)}">${said.download}</a></p>
<p class="soft">${said.before}</p>
${hidden}<button type="submit" class="button wide">${said.button}</button>
</form>`,
  );
}
