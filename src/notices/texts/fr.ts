import type { Occasion } from '../../methods/method.js';
import type { NoticeFacts, NoticeKind, Paragraph, Texts } from '../notices.js';

const FEW_CODES = 2;

const purposes: Readonly<Record<Occasion['purpose'], (login: string) => string>> = {
  reset: (login) => `réinitialiser le mot de passe du compte ${login}`,
  unlock: (login) => `déverrouiller le compte ${login}`,
  change: (login) => `changer le mot de passe du compte ${login}`,
  register: (login) => `enregistrer une méthode de connexion pour ${login}`,
  manage: (login) => `modifier les méthodes de connexion de ${login}`,
};

const methods: Readonly<Record<string, string>> = {
  'authenticator-notification': "notification dans l'application",
  'teams-approval': 'approbation dans Teams',
  'authenticator-code': "application d'authentification",
  'recovery-code': 'code de récupération',
  sms: 'SMS',
  voice: 'appel téléphonique',
  email: 'e-mail',
  'security-questions': 'questions de sécurité',
};

const method = (id: string | undefined): string => methods[id ?? ''] ?? 'méthode de connexion';
const methodName = (facts: NoticeFacts): string => [facts.method, ...(facts.along ?? [])].map(method).join(', ');

const CHANNELS = { msteams: ' dans Microsoft Teams', webchat: ' dans le chat web' } as const;
const where = ({ channel }: NoticeFacts): string => (channel ? CHANNELS[channel] : '');

const leftOver = (left: number): string =>
  `Il reste ${left} code${left === 1 ? '' : 's'}.${left <= FEW_CODES ? ' Pensez à en créer bientôt de nouveaux.' : ''}`;

const happened: Readonly<Record<NoticeKind, (facts: NoticeFacts & { readonly when: string }) => [string, string]>> = {
  'password-changed': (f) => [
    'votre mot de passe a été modifié',
    `Le mot de passe du compte ${f.login} a été modifié${where(f)} le ${f.when}.`,
  ],
  'account-unlocked': (f) => [
    'votre compte a été déverrouillé',
    `Le compte ${f.login} a été déverrouillé${where(f)} le ${f.when}.`,
  ],
  'method-added': (f) => [
    'une méthode de connexion a été ajoutée',
    `Une nouvelle méthode de connexion (${methodName(f)}) a été enregistrée pour ${f.login}${where(f)} le ${f.when}.`,
  ],
  'method-removed': (f) => [
    'une méthode de connexion a été supprimée',
    `Une méthode de connexion (${methodName(f)}) du compte ${f.login} a été supprimée${where(f)} le ${f.when}.`,
  ],
  'method-changed': (f) => [
    'une méthode de connexion a été modifiée',
    `Une méthode de connexion (${methodName(f)}) du compte ${f.login} a été renommée${where(f)} le ${f.when}.`,
  ],
  'method-disputed': (f) => [
    'une modification de vos méthodes de connexion a été annulée',
    `Le ${f.when}, une personne qui a reçu notre message a signalé qu'une modification des méthodes de connexion du compte ${f.login} (${methodName(f)}) ne venait pas d'elle. La modification est annulée et aucune réinitialisation n'est possible pendant 24 heures. Vous pouvez toujours vous connecter avec votre mot de passe.`,
  ],
  reported: (f) => [
    'merci de nous avoir prévenus',
    `Le ${f.when}, une personne qui a reçu notre message sur ${f.login} a signalé que ce n'était pas elle. Aucune réinitialisation n'est possible pendant 24 heures. La connexion avec le mot de passe fonctionne toujours.`,
  ],
  attempts: (f) => [
    "quelqu'un a essayé de réinitialiser votre mot de passe",
    `Plusieurs réponses fausses ont été données pour réinitialiser le mot de passe du compte ${f.login}, la dernière le ${f.when}. Le mot de passe n'a pas changé.`,
  ],
  denied: (f) => [
    'la réinitialisation de votre mot de passe a été arrêtée',
    `Le ${f.when}, une demande de réinitialisation du mot de passe du compte ${f.login} a reçu la réponse "Ce n'est pas moi". Elle a été arrêtée et aucune réinitialisation n'est possible pendant 24 heures. Le mot de passe n'a pas changé.`,
  ],
  'recovery-code-used': (f) => [
    'un code de récupération a été utilisé',
    `Un code de récupération du compte ${f.login} a été utilisé le ${f.when}.${f.left === undefined ? '' : ` ${leftOver(f.left)}`}`,
  ],
  'reset-blocked': (f) => [
    'la réinitialisation de votre mot de passe est suspendue',
    `Trop de réponses fausses ont été données pour le compte ${f.login}. Aucune réinitialisation n'est possible pendant 24 heures à partir du ${f.when}. Vous pouvez toujours vous connecter avec votre mot de passe.`,
  ],
};

function whatToDo(facts: NoticeFacts): readonly Paragraph[] {
  const helpdesk = facts.helpdesk ? ` (${facts.helpdesk})` : '';
  if (facts.disputeUrl) {
    return [
      `Si c'était vous, vous n'avez rien à faire. Sinon, appuyez sur le bouton dans les 72 heures et prévenez votre support informatique${helpdesk}.`,
      { link: facts.disputeUrl, label: "Ce n'était pas moi" },
    ];
  }
  return [
    `Si c'était vous, vous n'avez rien à faire. Sinon, prévenez tout de suite votre support informatique${helpdesk}.`,
  ];
}

/** Every sentence of the messages, in French. */
export const fr: Texts = {
  language: 'fr',
  method,
  code({ organisation, login, code, purpose, minutes }) {
    const aim = purposes[purpose](login);
    return {
      subject: `${organisation} : votre code`,
      body: [
        `Voici le code pour ${aim} chez ${organisation} :`,
        { code },
        `Il est valable ${minutes} minutes. Saisissez-le dans le chat où vous l'avez demandé, et nulle part ailleurs.`,
        'Personne ne vous demandera ce code : ni le support informatique, ni un collègue, ni par téléphone.',
        "Si vous ne l'avez pas demandé, ne faites rien : sans le code, il ne se passe rien.",
      ],
      sms: `${organisation} : ${code} est le code pour ${aim}. Valable ${minutes} minutes. Personne ne vous demandera ce code.`,
    };
  },
  call({ organisation, login, purpose }) {
    const who = `Bonjour, ici ${organisation}. Quelqu'un a demandé à ${purposes[purpose](login)}.`;
    const stop = "Si ce n'était pas vous, raccrochez et prévenez votre support informatique.";
    return {
      language: 'fr-FR',
      ask: `${who} Si c'était vous, appuyez sur la touche dièse. ${stop}`,
      approved: 'Merci. Vous pouvez retourner dans le chat. Au revoir.',
      declined: "La demande n'a pas été approuvée. Au revoir.",
      askForKey: `${who} Si c'était vous, appuyez sur n'importe quelle touche pour entendre votre code. ${stop}`,
      code: (code) => {
        const spoken = [...code].join(', ');
        return `Votre code est : ${spoken}. Je répète : ${spoken}. Personne ne vous demandera ce code. Au revoir.`;
      },
    };
  },
  notice(kind, facts) {
    const [subject, sentence] = happened[kind](facts);
    return {
      subject: `${facts.organisation} : ${subject}`,
      body: [sentence, ...whatToDo(facts)],
      sms: `${facts.organisation} : ${sentence} Ce n'était pas vous ? ${facts.disputeUrl ?? 'Prévenez votre support informatique.'}`,
    };
  },
};
