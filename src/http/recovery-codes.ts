import { escapeHtml } from '../html.js';
import type { RecoverySheets, Sheet } from '../methods/recovery-sheets.js';
import { buttonForm, type ShowPage, sameSite, tokenIn } from './one-time-page.js';
import type { Route } from './route.js';

export interface RecoveryCodeRoutesNeeds {
  readonly sheets: RecoverySheets;
  readonly show: ShowPage;
  readonly organisation: string;
}

const GONE =
  '<p>This page was opened before, or its ten minutes are over. Codes are shown once. Go back to the chat and ask for new ones.</p>';

/** The one-time page that shows new recovery codes. GET and HEAD change nothing. */
export function recoveryCodeRoutes({ sheets, show, organisation }: RecoveryCodeRoutesNeeds): readonly Route[] {
  return [
    {
      method: 'get',
      path: '/codes/:token',
      body: 'none',
      async handle(request, response) {
        const token = tokenIn(request);
        if ((await sheets.peek(token)) === 'gone') return show(response, 'Nothing to show', GONE, 410);
        const words = '<p>Your recovery codes are shown once. Make sure that nobody looks over your shoulder.</p>';
        show(response, 'Your recovery codes', `${words}${buttonForm(`/codes/${token}`, 'Show my codes')}`);
      },
    },
    {
      method: 'post',
      path: '/codes/:token',
      body: 'form',
      async handle(request, response) {
        sameSite(request);
        const token = tokenIn(request);
        const sheet = await sheets.open(token);
        if (sheet === 'gone') return show(response, 'Nothing to show', GONE, 410);
        show(response, 'Your recovery codes', sheetHtml(sheet, token, organisation));
      },
    },
    {
      method: 'post',
      path: '/codes/:token/saved',
      body: 'form',
      async handle(request, response) {
        sameSite(request);
        const saved = await sheets.saved(tokenIn(request));
        if (!saved) return show(response, 'Nothing to show', GONE, 410);
        show(
          response,
          'Done',
          '<p>Your new codes are good from now on. You can close this page and go back to the chat.</p>',
        );
      },
    },
  ];
}

function sheetHtml({ codes, login }: Sheet, token: string, organisation: string): string {
  const text = [`${organisation}: recovery codes of ${login}`, 'Each code works once.', '', ...codes, ''].join('\r\n');
  const file = `data:text/plain;charset=utf-8,${encodeURIComponent(text)}`;
  const list = codes.map((code) => `<li><code>${escapeHtml(code)}</code></li>`).join('');
  return `<p>Each of these codes lets <strong>${escapeHtml(login)}</strong> prove who they are, once, when no phone is at hand.
Print them or write them down, and keep them where you keep your passport. They are not shown again.</p>
<ol class="codes" aria-label="Recovery codes">${list}</ol>
<p class="tools"><button type="button" data-print hidden>Print</button>
<a class="button" download="recovery-codes.txt" href="${escapeHtml(file)}">Download</a></p>
<p>The codes you had before, if any, stop working when you press this button.</p>
${buttonForm(`/codes/${token}/saved`, 'I have saved them')}`;
}
