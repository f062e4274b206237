/** Phases in which no card of Teams ever stands, with the reason. */
export const UNREACHED: readonly string[] = [
  // Teams says who somebody is.
  'reset.identify',
  // Not kept: the conversation is at nothing again.
  'reset.ended',
  // Teams' word for who somebody is stands for the password, beside a proof.
  'enroll.sign-in',
  'enroll.ended',
];

/** The moves there may be: from a phase, by what is done, to one of these phases. Everything else is a defect. */
export const LEGAL: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  nothing: {
    'I forgot my password': ['reset choose'],
    'Unlock my account': ['unlock choose'],
    'Set up my sign-in methods': ['register challenge'],
    Help: ['nothing'],
    '<change my password>': ['change sign-in'],
    '<what have I registered?>': ['manage challenge'],
  },
  'reset choose': { '<method>': ['reset challenge'], Cancel: ['nothing'], '<run out>': ['nothing'] },
  'reset challenge': {
    '<right>': ['reset choose', 'reset password'],
    '<wrong>': ['reset challenge'],
    '<picked up>': ['reset choose', 'reset password'],
    'Send it again': ['reset challenge'],
    'Another way': ['reset choose'],
    Cancel: ['nothing'],
  },
  'reset password': {
    '<page opened>': ['reset password'],
    '<asked again>': ['reset password'],
    'New link': ['reset password'],
    Cancel: ['nothing'],
  },
  'unlock choose': { '<method>': ['unlock challenge'], Cancel: ['nothing'], '<run out>': ['nothing'] },
  'unlock challenge': {
    '<right>': ['unlock choose', 'nothing'],
    '<wrong>': ['unlock challenge'],
    '<picked up>': ['unlock choose', 'nothing'],
    'Send it again': ['unlock challenge'],
    'Another way': ['unlock choose'],
    Cancel: ['nothing'],
  },
  'change sign-in': {
    '<signed in>': ['change password'],
    '<asked again>': ['change sign-in'],
    'New link': ['change sign-in'],
    Cancel: ['nothing'],
    '<run out>': ['nothing'],
  },
  'change password': {
    '<page opened>': ['change password'],
    '<asked again>': ['change password'],
    'New link': ['change password'],
    Cancel: ['nothing'],
  },
  'register challenge': {
    '<right>': ['register overview', 'register review'],
    '<wrong>': ['register challenge'],
    'Send it again': ['register challenge'],
    Cancel: ['nothing'],
  },
  'register review': {
    'Yes, still right': ['register overview'],
    'No, change something': ['manage overview'],
  },
  'register overview': {
    '<method>': ['register enter', 'register confirm'],
    Done: ['nothing'],
    '<run out>': ['nothing'],
  },
  'register enter': {
    '<good>': ['register confirm'],
    '<bad>': ['register enter'],
    Back: ['register overview'],
    Cancel: ['nothing'],
  },
  'register confirm': {
    '<right>': ['register overview'],
    '<wrong>': ['register confirm'],
    '<asked again>': ['register confirm'],
    'Send it again': ['register confirm'],
    'New link': ['register confirm'],
    Back: ['register overview'],
  },
  'manage prove': { '<method>': ['manage challenge'], Cancel: ['nothing'] },
  'manage challenge': { '<right>': ['manage overview'], '<wrong>': ['manage challenge'], Cancel: ['nothing'] },
  'manage overview': {
    '<entry>': ['manage entry'],
    'Add a method': ['register overview'],
    Done: ['nothing'],
    '<run out>': ['nothing'],
  },
  'manage entry': {
    Rename: ['manage name'],
    Remove: ['manage remove'],
    Back: ['manage overview'],
    Done: ['nothing'],
  },
  'manage name': { '<good>': ['manage overview'], '<bad>': ['manage name'], Back: ['manage overview'] },
  'manage remove': { 'Yes, remove it': ['manage overview'], 'No, keep it': ['manage overview'] },
};
