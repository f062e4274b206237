/** Every sentence of the page on which a code is scanned. Short, plain, kind; each says what to do next. */
export const enScan = {
  waiting: {
    title: 'Set up your authenticator app',
    lead: 'The next page shows a code for your authenticator app to scan.',
    once: 'Make sure that nobody looks over your shoulder. This page opens once.',
    button: 'Show the code',
    notMe: 'You did not ask for this? Close this page: nothing has changed.',
  },

  form: {
    title: 'Set up your authenticator app',
    account: 'Account',
    steps: {
      open: 'On your phone, open your authenticator app and choose to add an account. No app yet? Microsoft Authenticator, Google Authenticator and most others will do.',
      scan: 'Point the camera at this code.',
      back: 'Go back to the chat and type the 6 digits the app shows.',
    },
    alt: (login: string) => `Code to scan for ${login}. The key below says the same.`,
    samePhone: 'Is the app on this very phone?',
    openApp: 'Open my authenticator app',
    keyTitle: 'The camera does not work?',
    key: 'Choose to type a key in the app, and type this one. Capital letters or small ones, with or without the spaces, do not matter.',
    keyLabel: 'Key',
    copy: 'Copy the key',
    copied: 'Copied',
    caution: 'Show this code to nobody, and never send it: whoever has it gets your codes too.',
  },

  gone: {
    title: 'There is nothing to scan any more',
    lead: 'A code is shown once and only for a short time.',
    next: [
      'Have you scanned it already? Then type the 6 digits of the app in the chat.',
      'Otherwise go back to the chat and begin once more.',
    ],
  },
};
