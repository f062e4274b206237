import { z } from 'zod';
import type { MethodTraits } from '../methods/method.js';

/** The sentence that makes security questions count. Any other text is a fault, so that nobody turns them on by a slip. */
export const QUESTIONS_SENTENCE = 'answers to security questions can be found out or guessed';

const groupName = z.string().trim().min(1).max(256);
const policyName = z.string().trim().min(1).max(64);

/** The shape of a policy file as people write it. Unknown keys are errors. Method names are those of `traits`. */
export function policyFileSchema(traits: readonly MethodTraits[]) {
  const method = z.enum(traits.map((trait) => trait.id));
  const methods = z.array(method).max(16);
  const register = z
    .strictObject({
      required: z.int().min(1).max(7).describe('Independent proofs a person is asked to register. Default: gates + 1.'),
      reconfirmAfterDays: z
        .int()
        .min(0)
        .max(730)
        .describe('Ask "is this still right?" after so many days; 0 never. Default: 180.'),
      coolingHours: z
        .int()
        .min(0)
        .max(720)
        .describe(
          'Hours until a new method counts for a reset. Default: 0 when registered under two proofs, otherwise 24 (privileged: 168).',
        ),
      methods: methods.min(1).describe('What people may register by themselves. Default: all methods of the policy.'),
      directoryContacts: z
        .enum(['registration', 'reset'])
        .describe("What the directory's own phone and mail may be used for. Default: registration."),
      confirmTwoCodes: z
        .boolean()
        .describe('A new authenticator is confirmed by two consecutive codes. Default: false.'),
      removeBelowNeed: z
        .enum(['warn', 'refuse'])
        .describe('What happens when removing a method leaves less than a reset needs. Default: warn.'),
    })
    .partial();
  const securityQuestions = z
    .strictObject({
      iUnderstand: z
        .literal(QUESTIONS_SENTENCE)
        .describe(
          'With exactly this sentence, questions count as one of the gates (never for privileged accounts). It is logged at every start.',
        ),
      register: z.int().min(3).max(5).describe('How many a person registers. Default: 5.'),
      ask: z.int().min(3).max(5).describe('How many of them are asked, at random. Default: 3.'),
      custom: z.array(z.string().trim().min(3).max(200)).max(20).describe("The organisation's own questions."),
    })
    .partial();
  const policy = z.strictObject({
    name: policyName.describe('Shown to administrators and in the audit log.'),
    appliesTo: z
      .strictObject({ groups: z.array(groupName).min(1).max(100) })
      .optional()
      .describe('Members of any of these groups (nested ones included). Leave it out for everybody else.'),
    privileged: z
      .boolean()
      .optional()
      .describe(
        'At least two gates, never security questions, at least one gate by app or saved code. Default: false.',
      ),
    refuse: z.boolean().optional().describe('No self-service for these accounts. Default: false.'),
    gates: z.literal([1, 2, 3]).optional().describe('How many independent proofs a reset takes. Default: 2.'),
    methods: methods.optional().describe('The methods that may be used. Needed unless refuse is true.'),
    allowAuthenticatorOnly: z.boolean().optional().describe('One gate, the authenticator app alone. Default: false.'),
    allowNotificationAlone: z.boolean().optional().describe('One gate by approving a notification. Default: false.'),
    changeWithCurrentPassword: z
      .boolean()
      .optional()
      .describe('The current password alone is enough to change it. Default: true, false for privileged accounts.'),
    register: register.optional(),
    securityQuestions: securityQuestions.optional(),
  });
  return z.strictObject({
    compatibility: z
      .enum(['none', 'entra'])
      .optional()
      .describe("entra: Microsoft Entra's combination rules word for word. Default: none."),
    policies: z.array(policy).min(1).max(100).describe('The first whose appliesTo matches the account wins.'),
  });
}

export type WrittenPolicyFile = z.output<ReturnType<typeof policyFileSchema>>;
export type WrittenPolicy = WrittenPolicyFile['policies'][number];

/** The published JSON Schema (2020-12) of a policy file. */
export const policyJsonSchema = (traits: readonly MethodTraits[]) => ({
  ...z.toJSONSchema(policyFileSchema(traits), { io: 'input' }),
  title: 'Reset Assistant policy file',
});

/** Every key a policy file may have, for "did you mean". */
export function policyKeys(traits: readonly MethodTraits[]): readonly string[] {
  const file = policyFileSchema(traits);
  const policy = file.shape.policies.element;
  const { register, securityQuestions, appliesTo } = policy.shape;
  return [file, policy, register.unwrap(), securityQuestions.unwrap(), appliesTo.unwrap()].flatMap(({ shape }) =>
    Object.keys(shape),
  );
}
