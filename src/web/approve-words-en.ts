// Every sentence of the approver, in English.

import type { Outcome, Waiting } from './approve-server.js';
import type { Told } from './approve-words.js';

const aims: Readonly<Record<Waiting['purpose'], string>> = {
  reset: 'Reset the password',
  unlock: 'Unlock the account',
  change: 'Change the password',
  register: 'Set up sign-in methods',
  manage: 'Change sign-in methods',
};

/** What became of an answer. */
const outcomes: Readonly<Record<Outcome, Told>> = {
  approved: {
    sign: 'done',
    title: 'Approved',
    lines: ['Thank you. Go back to your chat: it goes on by itself.'],
  },
  denied: {
    sign: 'stop',
    title: 'Stopped',
    lines: [
      'Nobody can reset your password for the next 24 hours. Your password still works, and nothing has changed.',
      'We have told you so at your other addresses. Please tell your helpdesk too, so that they can look into it.',
    ],
  },
  'wrong-number': {
    sign: 'stop',
    title: 'That was not the number',
    lines: [
      'Each request takes one try. If it was yours, ask for a new one in your chat.',
      'If you did not start it yourself, tell your helpdesk.',
    ],
  },
  late: {
    sign: 'wait',
    title: 'That was too late',
    lines: ['A request waits for one minute. If it was yours, ask for a new one in your chat.'],
  },
  gone: {
    sign: 'wait',
    title: 'This request is over',
    lines: ['It was answered already, or a newer one took its place.'],
  },
  forged: {
    sign: 'stop',
    title: 'This phone is not set up any more',
    lines: ['It may have been removed. To use it again, set it up anew: say "set up my sign-in methods" in your chat.'],
  },
};

export const en = {
  language: 'en',
  aims,
  channels: { webchat: 'the web chat', msteams: 'Microsoft Teams' },
  unknownPlace: 'an unknown place',
  secondsLeft: (count: number): string => `${count} ${count === 1 ? 'second' : 'seconds'} left`,
  outcomes,

  empty: {
    title: 'Set up this phone',
    lead: 'This app asks you before anybody can reset your password.',
    steps: [
      'On your computer, open the password chat and write "set up my sign-in methods".',
      'Choose "App notification". A picture appears.',
      'Point the camera of this phone at the picture, and open what it finds.',
    ],
    paste: 'Or paste the link here',
    use: 'Use this link',
    notALink: 'That is not a link for this app. Copy the whole address that the picture leads to.',
  },
  pair: {
    title: 'Set up this phone',
    name: 'What do you call this phone?',
    nameHint: 'So that you know it again in your list of sign-in methods.',
    codes: 'Also show codes here',
    codesHint: 'They work without a network.',
    go: 'Set up this phone',
    going: 'One moment …',
    asks: 'Your phone will ask whether this app may send notifications. Say yes, so that a request can reach you.',
    gone: 'This link has been used, or its ten minutes are over. Ask for a new picture in your chat.',
    offline: 'There is no connection. Please try again in a moment.',
    done: 'This phone is set up',
    doneLine: 'Your chat goes on by itself. From now on, requests appear here.',
    next: 'Go on',
    devices: { phone: 'Android phone', tablet: 'Android tablet', windows: 'Windows computer', linux: 'Linux computer' },
    anyDevice: 'My phone',
  },
  install: {
    title: 'One thing first',
    lead: 'On an iPhone or iPad, notifications reach only apps on the home screen (iOS 16.4 or newer).',
    steps: [
      'Copy the link with the button below.',
      'Tap the share symbol, then "Add to Home Screen", then "Add".',
      'Open "Approver" on your home screen, and paste the link there.',
    ],
    copy: 'Copy the link',
    copied: 'Copied',
    without: 'Set it up here, without notifications',
  },
  home: {
    title: 'Ready for requests',
    lost: 'No connection. Trying again …',
    ready: 'Ready',
    waits: 'Waiting for your chat to finish …',
    gone: 'Not set up any more. Remove it here, and set it up again in your chat if you need it.',
    code: 'Code',
    remove: 'Remove from this phone',
    sure: 'Really remove',
    removeHint: 'Please remove it in your chat too: write "what have I registered?".',
    add: 'Add another account',
    nothing: 'There is nothing to do now. This screen changes by itself when a request comes in.',
  },
  waking: {
    ask: 'Notifications are off, so a request reaches you only while this app is open.',
    turnOn: 'Turn on notifications',
    blocked:
      'Notifications are blocked, so a request reaches you only while this app is open. Allow them in the settings of your browser.',
    install:
      'Notifications reach you only from the home screen: tap the share symbol, then "Add to Home Screen". Then set up this phone anew from there.',
    never: 'This browser has no notifications, so a request reaches you only while this app is open.',
    refused:
      'The notification service of this browser is not one our server may use, so a request reaches you only while this app is open.',
    failed: 'That did not work. A request reaches you while this app is open.',
    installApp: 'Install this app',
    installHint: 'Easier to find as an app: open the menu of your browser, then "Install" or "Add to Home screen".',
  },
  request: {
    who: 'Account',
    where: 'Asked in',
    when: 'Asked at',
    number: 'Type the number that your chat shows',
    approve: 'Approve',
    deny: "No, it's not me",
    warn: 'Did somebody call or write and ask you to do this? Then it is an attack, whoever they say they are. Press "No".',
    needs: 'The number has two digits. It stands in your own chat.',
    over: 'This request has run out',
    overLine: 'Nothing was done. Was it you who asked?',
    itWasMe: 'Yes, it was me',
    offline: 'There is no connection. Please try again.',
    home: 'Done',
  },
};
