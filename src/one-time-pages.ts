import { disputeDoor } from './enroll/dispute-door.js';
import { scanDoor } from './enroll/scan-door.js';
import { enrollSignIn } from './enroll/sign-in.js';
import { disputeRoutes } from './http/dispute.js';
import { passwordRoutes } from './http/password.js';
import { recoveryCodeRoutes } from './http/recovery-codes.js';
import type { Route } from './http/route.js';
import { scanRoutes } from './http/scan.js';
import { securityQuestionRoutes } from './http/security-questions.js';
import { signInRoutes } from './http/sign-in.js';
import { type Adapters, type Mind, organisationOf } from './mind.js';
import { passwordJudge } from './passwords/judge.js';
import { passwordStrength } from './passwords/strength.js';
import { passwordDoor } from './reset/door.js';
import { changeSignIn } from './reset/sign-in.js';
import { signInDoor } from './sign-in/sign-in-door.js';

/** The pages behind one-time links, each with its door to the mind. */
export function oneTimePages(adapters: Adapters, mind: Mind): readonly Route[] {
  const { config, live, log, nudge } = adapters;
  const { publicUrl } = config;
  const organisation = organisationOf(config);
  const judge = passwordJudge({ strength: passwordStrength() });
  const password = passwordDoor({
    ...mind.world,
    conversations: live.conversations,
    nudge,
    log,
    judge: (typed, view) => judge.judge({ ...view, password: typed, organisation }),
  });
  const common = { publicUrl, organisation, log };
  return [
    ...passwordRoutes({ ...common, door: password }),
    ...signInRoutes({
      ...common,
      door: signInDoor({ ...mind.enrollWorld, nudge }, [enrollSignIn(mind.enrollWorld), changeSignIn(mind.world)]),
    }),
    ...scanRoutes({ ...common, door: scanDoor(mind.enrollWorld) }),
    ...disputeRoutes({ ...common, door: disputeDoor({ ...mind.enrollWorld, log }), helpdesk: config.HELPDESK }),
    ...recoveryCodeRoutes({ ...common, door: mind.recoverySheets }),
    ...securityQuestionRoutes({ ...common, door: mind.questionSheets }),
  ];
}
