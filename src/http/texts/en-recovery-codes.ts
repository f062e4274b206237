/** Every sentence of the page of new recovery codes. Short, plain, kind; each says what to do next. */
export const enRecoveryCodes = {
  waiting: {
    title: 'Your recovery codes',
    lead: 'The next page shows new codes for the day when your phone is not at hand.',
    once: 'Have a printer or a pen ready, and make sure that nobody looks over your shoulder. This page opens once.',
    button: 'Show my codes',
    notMe: 'You did not ask for this? Close this page: nothing has changed.',
  },

  form: {
    title: 'Your recovery codes',
    account: 'Account',
    lead: 'Each of these codes proves once that it is you.',
    keep: 'Print them or write them down, and keep them where you keep your passport. They are not shown again.',
    list: 'Recovery codes',
    print: 'Print',
    download: 'Download',
    fileName: 'recovery-codes.txt',
    before: 'Codes you had before, if any, stop working when you press this button.',
    button: 'I have saved them',
    sending: 'One moment …',
  },

  /** Stands at the top of the downloaded file. */
  file: (organisation: string, login: string) => [
    `${organisation}: recovery codes of ${login}`,
    'Each code works once.',
  ],

  done: {
    title: 'Thank you',
    lead: 'Go back to the chat: it tells you when your new codes are good.',
    next: ['You can close this page.'],
  },

  gone: {
    title: 'There is nothing to show any more',
    lead: 'Codes are shown once and for ten minutes at most.',
    next: [
      'Have you saved them already? Then go back to the chat: it knows.',
      'Otherwise ask for new ones in the chat. Codes you had before are as they were.',
    ],
  },
};
