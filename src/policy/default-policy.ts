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

/** The policy in force when `POLICY_FILE` is not set; the same as `deploy/examples/policy.yaml`, without methods that are `lacking`:
 * then as many are asked for at registration as what is left makes sensible. */
export function defaultPolicy(traits: readonly MethodTraits[], lacking: readonly string[] = []): PolicyFile {
  const left = written.policies.map((policy) => {
    const methods = policy.methods.filter((name) => !lacking.includes(name));
    const whole = methods.length === policy.methods.length;
    return whole ? policy : { ...policy, methods, register: { ...policy.register, required: undefined } };
  });
  return settle(policyFileSchema(traits).parse({ ...written, policies: left }), traits);
}
