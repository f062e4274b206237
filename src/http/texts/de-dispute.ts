import { html } from '../html.js';
import type { PageTexts } from './page-texts.js';

/** Every sentence of the page on which a change is disputed. Short, plain, kind; each says what to do next. */
export const deDispute: PageTexts['dispute'] = {
  title: 'Waren Sie das?',

  changed: {
    'password-changed': (_method, when) => html`Am ${when} wurde Ihr Passwort <strong>geändert</strong>.`,
    'account-unlocked': (_method, when) => html`Am ${when} wurde Ihr Konto <strong>entsperrt</strong>.`,
    attempts: (_method, when) => html`Am ${when} hat jemand <strong>versucht</strong>, Ihr Passwort zurückzusetzen.`,
    'recovery-code-used': (_method, when) =>
      html`Am ${when} wurde einer Ihrer <strong>Wiederherstellungscodes</strong> verwendet.`,
    added: (method, when) => html`Am ${when} wurde eine Anmeldemethode <strong>hinzugefügt</strong>: ${method}.`,
    removed: (method, when) => html`Am ${when} wurde eine Anmeldemethode <strong>entfernt</strong>: ${method}.`,
    renamed: (method, when) => html`Am ${when} wurde eine Anmeldemethode <strong>umbenannt</strong>: ${method}.`,
  },

  yes: 'Wenn Sie das waren, schließen Sie diese Seite. Sie müssen nichts tun.',
  no: 'Wenn Sie das nicht waren, drücken Sie diesen Knopf. Dann gilt:',
  undoes: {
    added: 'Sie wird wieder entfernt. Wenn sie eine andere ersetzt hat, ist diese wieder da.',
    removed: 'Sie ist wieder da.',
    renamed: 'Sie hat wieder ihren alten Namen.',
    'password-changed':
      'Ihr Helpdesk sieht es in seinem Protokoll. Nur ein Mensch kann das Passwort neu setzen: Rufen Sie sofort an.',
    'account-unlocked': 'Ihr Helpdesk sieht es in seinem Protokoll.',
    attempts: 'Ihr Helpdesk sieht es in seinem Protokoll. Es wurde nichts geändert.',
    'recovery-code-used':
      'Ihr Helpdesk sieht es in seinem Protokoll. Erstellen Sie neue Codes: Die alten gelten dann nicht mehr.',
  },
  blocks: '24 Stunden lang kann niemand Ihr Passwort über den Chat zurücksetzen.',
  signIn: (what) =>
    what === 'password-changed'
      ? 'Bis ein Mensch das getan hat, gilt das Passwort, das jetzt gesetzt ist.'
      : 'Ihr Passwort bleibt, wie es ist, und Sie können sich weiterhin damit anmelden.',
  button: (undone) => (undone ? 'Das war ich nicht: rückgängig machen' : 'Das war ich nicht'),
  sending: 'Einen Moment …',

  undone: (helpdesk) => ({
    title: 'Danke. Es ist rückgängig gemacht.',
    lead: '24 Stunden lang kann niemand Ihr Passwort über den Chat zurücksetzen.',
    next: [
      `Sagen Sie jetzt einem Menschen Bescheid: ${ended(helpdesk)} Vielleicht kennt jemand anderes Ihr Passwort.`,
      'Mit Ihrem Passwort können Sie sich weiterhin anmelden. Ändern Sie es bald, an einem Computer, dem Sie vertrauen.',
      'Sie können diese Seite schließen.',
    ],
  }),

  noted: (helpdesk) => ({
    title: 'Danke für Ihre Meldung.',
    lead: '24 Stunden lang kann niemand Ihr Passwort über den Chat zurücksetzen.',
    next: [
      `Sagen Sie jetzt einem Menschen Bescheid, der Ihr Passwort neu setzen kann: ${ended(helpdesk)}`,
      'Sie können diese Seite schließen.',
    ],
  }),

  gone: (helpdesk) => ({
    title: 'Dieser Link gilt nicht mehr',
    lead: 'Er gilt einmal und drei Tage lang.',
    next: [
      'Haben Sie den Knopf schon gedrückt? Dann ist es erledigt.',
      `Sonst, wenn sich etwas geändert hat und Sie das nicht waren, sagen Sie einem Menschen Bescheid: ${ended(helpdesk)}`,
    ],
  }),

  foreign: {
    title: 'Bitte noch einmal',
    lead: 'Zu Ihrer Sicherheit nimmt diese Seite Formulare nur von sich selbst an. Es hat sich nichts geändert.',
    next: ['Öffnen Sie den Link in der Nachricht noch einmal und drücken Sie dort den Knopf.'],
  },

  trouble: (helpdesk) => ({
    title: 'Einen Moment bitte',
    lead: 'Etwas, das wir brauchen, antwortet gerade nicht.',
    next: [
      'Warten Sie eine Minute und drücken Sie den Knopf dann noch einmal.',
      `Wenn es dann immer noch nicht antwortet, sagen Sie einem Menschen Bescheid: ${ended(helpdesk)}`,
    ],
  }),
  again: 'Noch einmal versuchen',
};

/** Ends in one full stop, however the organisation writes it. */
const ended = (helpdesk = 'Ihrem IT-Helpdesk'): string => `${helpdesk.replace(/\.$/, '')}.`;
