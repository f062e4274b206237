import type { Vocabulary } from './vocabulary.js';

/** What people say in English. */
export const en: Vocabulary = {
  filler:
    'please thanks thank you could would can will kindly just um uh so well ok okay hi hello hey dear bot i the a an to of'.split(
      ' ',
    ),
  firstly: [
    ['start-over', ['start', 'begin'], ['over', 'again', 'new', 'afresh']],
    ['start-over', ['restart']],
    ['cancel', ['cancel', 'abort', 'quit', 'exit', 'stop', 'nevermind']],
    ['cancel', ['never'], ['mind']],
  ],
  commands: [
    [
      'person',
      ['talk', 'speak', 'chat', 'contact', 'call', 'connect'],
      ['person', 'human', 'someone', 'somebody', 'agent', 'helpdesk', 'support', 'people'],
    ],
    ['person', ['human', 'helpdesk', 'agent']],
    ['registered', ['what', 'which', 'show', 'list'], ['registered', 'methods', 'enrolled', 'set']],
    ['registered', ['my'], ['registered'], ['methods']],
    [
      'register',
      ['set', 'setup', 'register', 'enroll', 'enrol', 'add', 'configure', 'new'],
      ['method', 'methods', 'authenticator', 'app', 'security', 'mfa'],
    ],
    ['register', ['register', 'enroll', 'enrol', 'setup']],
    ['unlock', ['unlock', 'unblock']],
    ['unlock', ['locked'], ['out', 'account', 'me', 'am']],
    ['unlock', ['know'], ['password'], ['cannot', 'cant', 'still', 'not']],
    [
      'reset',
      ['reset', 'forgot', 'forgotten', 'forget', 'lost', 'recover', 'remember', 'reseting', 'resetting'],
      ['password', 'passwords', 'pw', 'passphrase', 'passcode', 'login', 'it'],
    ],
    ['reset', ['forgot', 'forgotten', 'reset']],
    ['change', ['change', 'update', 'new'], ['password', 'pw']],
    ['change', ['password', 'pw'], ['expired', 'expires', 'expire']],
    [
      'reset',
      ['cannot', 'cant', 'unable'],
      ['login', 'signin', 'sign', 'log', 'access'],
      ['in', 'login', 'signin', 'account'],
    ],
    ['help', ['help', 'commands', 'options', 'menu']],
    ['help', ['what'], ['can'], ['you'], ['do']],
  ],
  lastly: [['greeting', ['hi', 'hello', 'hey', 'morning', 'afternoon', 'evening']]],
  newLink: [
    [
      ['new', 'another', 'fresh', 'again', 'expired'],
      ['link', 'page', 'button', 'picture', 'qr'],
    ],
  ],
  sendAgain: [
    [['resend']],
    [['code'], ['expired', 'expire']],
    [
      ['send', 'text', 'mail', 'email', 'call'],
      ['again', 'another', 'new', 'once'],
    ],
    [
      ['didnt', 'not', 'havent', 'never', 'nothing', 'no'],
      ['get', 'got', 'receive', 'received', 'arrive', 'arrived', 'came', 'come'],
    ],
  ],
  anotherWay: [
    [
      ['another', 'other', 'different', 'else'],
      ['way', 'method', 'option', 'something', 'one', 'try'],
    ],
    [['another', 'different']],
    [['back']],
    [
      ['dont', 'not', 'lost', 'no', 'without', 'left', 'cannot', 'cant', 'didnt', 'broken', 'stolen'],
      ['phone', 'mobile', 'app', 'device', 'code', 'it', 'here', 'access'],
    ],
  ],
  withoutPhone: [
    [
      [
        'dont',
        'havent',
        'not',
        'lost',
        'no',
        'without',
        'left',
        'cannot',
        'cant',
        'didnt',
        'broken',
        'stolen',
        'forgot',
        'forgotten',
      ],
      ['phone', 'mobile', 'cell', 'cellphone', 'smartphone'],
    ],
  ],
  aside:
    'another other different way something else send it again resend do dont not have havent got my phone mobile with me here lost no without'.split(
      ' ',
    ),
  methods: {
    'teams-approval': ['teams'],
    'recovery-code': ['recovery', 'backup', 'saved', 'printed', 'rescue'],
    'security-questions': ['question', 'questions'],
    'authenticator-notification': ['notification', 'notify', 'push', 'approve', 'prompt'],
    email: ['email', 'mail', 'mailbox', 'inbox'],
    voice: ['call', 'voice', 'phonecall', 'ring', 'telephone', 'landline'],
    sms: ['sms', 'text', 'txt', 'texts', 'message', 'textmessage'],
    'authenticator-code': ['authenticator', 'app', 'totp', 'otp', 'auth', 'google', 'microsoft', 'code'],
  },
  alone: {
    yes: ['yes', 'yeah', 'yep', 'sure', 'ok', 'okay', 'right', 'correct', 'fine', 'y'],
    no: ['no', 'nope', 'nah', 'n'],
    back: ['back', 'return', 'nevermind'],
    done: ['done', 'finish', 'finished', 'ready', 'enough', 'complete', 'end'],
  },
  within: [
    ['no', ['keep'], ['it']],
    ['no', ['no', 'not', 'dont'], ['remove', 'delete', 'unregister', 'erase']],
    ['remove', ['remove', 'delete', 'unregister', 'erase']],
    ['rename', ['rename', 'name']],
    ['back', ['go', 'take'], ['back']],
    ['done', ['all', 'am', 'im', 'that', 'thats'], ['done', 'finished']],
    ['done', ['nothing'], ['else', 'more']],
    ['done', ['later', 'skip'], ['later', 'skip', 'rest', 'maybe']],
    ['no', ['not', 'change'], ['right', 'something', 'correct']],
    ['yes', ['still'], ['right', 'correct', 'good']],
    ['yes', ['yes']],
    ['add', ['add', 'another', 'more', 'new']],
  ],
  password: {
    names: ['password', 'passwd'],
    is: ['is'],
    states:
      'expired forgotten incorrect invalid rejected refused blocked locked missing unknown needed required changed working outdated correct accepted always simply apparently suddenly really'.split(
        ' ',
      ),
    on: 'and but or so as because since for after before when though although however now again today anymore already here there everywhere in on at by to i it the my what which please help'.split(
      ' ',
    ),
  },
  ordinals: ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth'].map((one) => [one]),
  numerals: ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'].map((one) => [one]),
  numbered: ['option', 'number', 'no', 'choice', 'line'],
};
