import type { MethodTraits } from '../methods/method.js';
import type { PolicyFile } from './policy.js';
import { policyFileSchema } from './schema.js';
import { settle } from './settle.js';

const written = {
  compatibility: 'none',
  policies: [
    {
      name: 'administrators',
      appliesTo: { groups: ['Domain Admins'] },
      privileged: true,
      gates: 2,
      methods: ['authenticator-code', 'authenticator-notification', 'recovery-code'],
    },
    {
      name: 'everyone',
      gates: 2,
      methods: [
        'authenticator-code',
        'authenticator-notification',
        'sms',
        'voice',
        'email',
        'recovery-code',
        'security-questions',
      ],
      allowAuthenticatorOnly: false,
      register: { required: 3, reconfirmAfterDays: 180, coolingHours: 0 },
    },
  ],
};

/** The policy in force when `POLICY_FILE` is not set; the same as `deploy/examples/policy.yaml`. */
export const defaultPolicy = (traits: readonly MethodTraits[]): PolicyFile =>
  settle(policyFileSchema(traits).parse(written), traits);
