import type { Occasion } from '../../methods/method.js';
import type { NoticeFacts, NoticeKind, Paragraph, Texts } from '../notices.js';

const FEW_CODES = 2;

const purposes: Readonly<Record<Occasion['purpose'], (login: string) => string>> = {
  reset: (login) => `restablecer la contraseña de ${login}`,
  unlock: (login) => `desbloquear la cuenta ${login}`,
  change: (login) => `cambiar la contraseña de ${login}`,
  register: (login) => `registrar un método de acceso para ${login}`,
  manage: (login) => `cambiar los métodos de acceso de ${login}`,
};

const methods: Readonly<Record<string, string>> = {
  'authenticator-notification': 'notificación en la aplicación',
  'teams-approval': 'aprobación en Teams',
  'authenticator-code': 'aplicación de autenticación',
  'recovery-code': 'código de recuperación',
  sms: 'mensaje de texto',
  voice: 'llamada telefónica',
  email: 'correo electrónico',
  'security-questions': 'preguntas de seguridad',
};

const method = (id: string | undefined): string => methods[id ?? ''] ?? 'método de acceso';
const methodName = (facts: NoticeFacts): string => [facts.method, ...(facts.along ?? [])].map(method).join(', ');

const CHANNELS = { msteams: ' en Microsoft Teams', webchat: ' en el chat web' } as const;
const where = ({ channel }: NoticeFacts): string => (channel ? CHANNELS[channel] : '');

const leftOver = (left: number): string =>
  `${left === 1 ? 'Queda 1 código' : `Quedan ${left} códigos`}.${left <= FEW_CODES ? ' Genere pronto otros nuevos.' : ''}`;

const happened: Readonly<Record<NoticeKind, (facts: NoticeFacts & { readonly when: string }) => [string, string]>> = {
  'password-changed': (f) => [
    'se ha cambiado su contraseña',
    `La contraseña de ${f.login} se cambió${where(f)} el ${f.when}.`,
  ],
  'account-unlocked': (f) => [
    'se ha desbloqueado su cuenta',
    `La cuenta ${f.login} se desbloqueó${where(f)} el ${f.when}.`,
  ],
  'method-added': (f) => [
    'se ha añadido un método de acceso',
    `Se registró un nuevo método de acceso (${methodName(f)}) para ${f.login}${where(f)} el ${f.when}.`,
  ],
  'method-removed': (f) => [
    'se ha eliminado un método de acceso',
    `Se eliminó un método de acceso (${methodName(f)}) de ${f.login}${where(f)} el ${f.when}.`,
  ],
  'method-changed': (f) => [
    'se ha cambiado un método de acceso',
    `Se cambió el nombre de un método de acceso (${methodName(f)}) de ${f.login}${where(f)} el ${f.when}.`,
  ],
  'method-disputed': (f) => [
    'se ha anulado un cambio en sus métodos de acceso',
    `El ${f.when}, alguien que recibió nuestro mensaje indicó que un cambio en los métodos de acceso de ${f.login} (${methodName(f)}) no era suyo. El cambio está anulado y durante 24 horas no se puede restablecer la contraseña. Puede seguir iniciando sesión con su contraseña.`,
  ],
  reported: (f) => [
    'gracias por avisarnos',
    `El ${f.when}, alguien que recibió nuestro mensaje sobre ${f.login} indicó que no fue cosa suya. Durante 24 horas no se puede restablecer la contraseña. Iniciar sesión con la contraseña sigue funcionando.`,
  ],
  attempts: (f) => [
    'alguien ha intentado restablecer su contraseña',
    `Se dieron varias respuestas incorrectas para restablecer la contraseña de ${f.login}, la última el ${f.when}. La contraseña no ha cambiado.`,
  ],
  denied: (f) => [
    'se ha detenido el restablecimiento de su contraseña',
    `El ${f.when}, una solicitud para restablecer la contraseña de ${f.login} recibió la respuesta "No soy yo". Se detuvo y durante 24 horas no se puede restablecer la contraseña. La contraseña no ha cambiado.`,
  ],
  'recovery-code-used': (f) => [
    'se ha usado un código de recuperación',
    `El ${f.when} se usó un código de recuperación de ${f.login}.${f.left === undefined ? '' : ` ${leftOver(f.left)}`}`,
  ],
  'reset-blocked': (f) => [
    'el restablecimiento de su contraseña está en pausa',
    `Se dieron demasiadas respuestas incorrectas para ${f.login}. No se podrá restablecer la contraseña durante 24 horas a partir del ${f.when}. Puede seguir iniciando sesión con su contraseña.`,
  ],
};

function whatToDo(facts: NoticeFacts): readonly Paragraph[] {
  const helpdesk = facts.helpdesk ? ` (${facts.helpdesk})` : '';
  if (facts.disputeUrl) {
    return [
      `Si ha sido usted, no tiene que hacer nada. Si no, pulse el botón antes de 72 horas y avise a su servicio de soporte${helpdesk}.`,
      { link: facts.disputeUrl, label: 'No he sido yo' },
    ];
  }
  return [`Si ha sido usted, no tiene que hacer nada. Si no, avise enseguida a su servicio de soporte${helpdesk}.`];
}

/** Every sentence of the messages, in Spanish. */
export const es: Texts = {
  language: 'es',
  method,
  code({ organisation, login, code, purpose, minutes }) {
    const aim = purposes[purpose](login);
    return {
      subject: `${organisation}: su código`,
      body: [
        `Este es el código para ${aim} en ${organisation}:`,
        { code },
        `Es válido durante ${minutes} minutos. Escríbalo en el chat donde lo pidió, y en ningún otro sitio.`,
        'Nadie le pedirá este código: ni el servicio de soporte, ni sus compañeros, ni por teléfono.',
        'Si no lo ha pedido usted, no haga nada: sin el código no pasa nada.',
      ],
      sms: `${organisation}: ${code} es el código para ${aim}. Válido durante ${minutes} minutos. Nadie le pedirá este código.`,
    };
  },
  call({ organisation, login, purpose }) {
    const who = `Hola, le llamamos de ${organisation}. Alguien ha pedido ${purposes[purpose](login)}.`;
    const stop = 'Si no ha sido usted, cuelgue y avise a su servicio de soporte.';
    return {
      language: 'es-ES',
      ask: `${who} Si ha sido usted, pulse la tecla almohadilla. ${stop}`,
      approved: 'Gracias. Ya puede volver al chat. Adiós.',
      declined: 'La solicitud no se ha aprobado. Adiós.',
      askForKey: `${who} Si ha sido usted, pulse cualquier tecla para oír su código. ${stop}`,
      code: (code) => {
        const spoken = [...code].join(', ');
        return `Su código es: ${spoken}. Lo repito: ${spoken}. Nadie le pedirá este código. Adiós.`;
      },
    };
  },
  notice(kind, facts) {
    const [subject, sentence] = happened[kind](facts);
    return {
      subject: `${facts.organisation}: ${subject}`,
      body: [sentence, ...whatToDo(facts)],
      sms: `${facts.organisation}: ${sentence} ¿No ha sido usted? ${facts.disputeUrl ?? 'Avise a su servicio de soporte.'}`,
    };
  },
};
