import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { methodsEnv } from '../methods/index.js';
import type { MethodTraits } from '../methods/method.js';
import { allTraits, traitsUnder } from '../methods/traits.js';
import { checkPolicy } from '../policy/checks.js';
import { defaultPolicy } from '../policy/default-policy.js';
import { readPolicy } from '../policy/parse.js';
import { policyJsonSchema } from '../policy/schema.js';
import { defaultLimits, guessLimits } from '../reset/budgets.js';
import { twilioEnv } from '../senders/twilio.js';
import { report } from './policy-report.js';

const USAGE = `npm run policy -- check FILE        looks at a policy file (YAML or JSON)
npm run policy -- check --default   looks at the policy in force without POLICY_FILE
npm run policy -- schema            prints the JSON Schema of policy files
npm run policy -- --help            prints this

check prints every named check with its reason, who passes with what, and the chance of a takeover by
guessing. It ends with 0 when the file may be used and with 1 when it is refused.`;

type Print = (line: string) => void;

/** `npm run policy`. `env` as the server reads it: how long codes are changes their odds. Returns the exit code. */
export function policyCommand(args: readonly string[], print: Print, env: NodeJS.ProcessEnv = {}): 0 | 1 {
  const [command, subject, ...rest] = args;
  if (command === '--help' || command === '-h' || command === 'help') {
    print(USAGE);
    return 0;
  }
  if (command === 'schema' && subject === undefined) {
    print(JSON.stringify(policyJsonSchema([...allTraits.values()]), undefined, 2));
    return 0;
  }
  if (command !== 'check' || subject === undefined || rest.length > 0) {
    print(command === 'check' ? 'check needs one file, or --default.\n' : 'Expected check, schema or --help.\n');
    print(USAGE);
    return 1;
  }
  return check(subject, print, traitsIn(env));
}

const guessed = z.object({ ...methodsEnv, ...twilioEnv });

/** What cannot be read is a fault when the server starts, and stands for the default here. */
function traitsIn(env: NodeJS.ProcessEnv): readonly MethodTraits[] {
  const { data } = guessed.safeParse(env);
  return traitsUnder({
    codeDigits: Number(data?.CODE_DIGITS ?? 8),
    textDigits: data?.TWILIO_VERIFY_SERVICE_SID === undefined ? undefined : data.TWILIO_VERIFY_CODE_LENGTH,
    futureStep: data?.AUTHENTICATOR_FUTURE_STEP === 'true',
    voiceReads: data?.VOICE_MODE === 'code',
  });
}

function check(subject: string, print: Print, traits: readonly MethodTraits[]): 0 | 1 {
  const read = subject === '--default' ? { file: defaultPolicy(traits) } : fromDisk(subject);
  if ('faults' in read) {
    print(`${subject} is refused:`);
    for (const fault of read.faults) print(`  ${fault}`);
    return 1;
  }
  const checks = checkPolicy(read.file, traits);
  const limits = guessLimits(defaultLimits);
  for (const line of report(
    subject === '--default' ? 'The default policy' : subject,
    read.file,
    checks,
    traits,
    limits,
  ))
    print(line);
  return checks.some(({ level }) => level === 'fault') ? 1 : 0;
}

const sentences: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file.',
  EISDIR: 'It is a directory, not a file.',
  EACCES: 'It may not be read by this account.',
};

function fromDisk(path: string): ReturnType<typeof readPolicy> {
  try {
    return readPolicy(readFileSync(path, 'utf8'), [...allTraits.values()]);
  } catch (error) {
    const { data } = z.object({ code: z.string() }).safeParse(error);
    return { faults: [sentences[data?.code ?? ''] ?? `It cannot be read (${data?.code ?? 'unknown reason'}).`] };
  }
}
