import { escapeHtml } from '../html.js';
import type { Paragraph } from './notices.js';

const STYLE = `:root{color-scheme:light dark}
body{margin:0;padding:24px;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;background:#f4f5f7;color:#1b1f24}
.sheet{max-width:34rem;margin:0 auto;padding:24px;background:#fff;border-radius:12px}
.code{font:600 30px/1.3 ui-monospace,Consolas,monospace;letter-spacing:.12em}
a.button{display:inline-block;padding:10px 18px;border-radius:8px;background:#1d4ed8;color:#fff;text-decoration:none}
@media (prefers-color-scheme:dark){body{background:#15181c;color:#e8eaed}.sheet{background:#1f2328}a.button{background:#93b4ff;color:#10203f}}`;

function block(part: Paragraph): string {
  if (typeof part === 'string') return `<p>${escapeHtml(part)}</p>`;
  if ('code' in part) return `<p class="code">${escapeHtml(part.code)}</p>`;
  return `<p><a class="button" href="${escapeHtml(part.link)}">${escapeHtml(part.label)}</a></p>`;
}

/** A mail as a small page of its own: no images, nothing fetched, readable in light and dark. */
export const page = (language: string, title: string, body: readonly Paragraph[]): string => `<!doctype html>
<html lang="${escapeHtml(language)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${escapeHtml(title)}</title>
<style>${STYLE}</style></head>
<body><div class="sheet" role="article">
${body.map(block).join('\n')}
</div></body></html>
`;
