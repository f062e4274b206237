import { z } from 'zod';
import type { SimulatedApprover } from '../methods/simulated-approver.js';
import { answerJson } from './answer.js';
import type { Route } from './route.js';

const reference = z.object({ id: z.string().regex(/^[\w-]{22}$/) });
const answer = z.object({
  number: z
    .string()
    .regex(/^\d{2}$/)
    .optional(),
});

/** Requests on the simulated phone, and what is answered: takes the place of the app on a real one. */
export const phoneApprovals = (approver: SimulatedApprover | undefined): readonly Route[] => [
  {
    method: 'get',
    path: '/phone/approvals.json',
    body: 'none',
    handle: async (_request, response) => answerJson(response, 200, (await approver?.waiting()) ?? []),
  },
  {
    method: 'post',
    path: '/phone/approvals/:id',
    body: 'form',
    async handle(request, response) {
      const { id } = reference.parse(request.params);
      const { number } = answer.parse(request.body ?? {});
      answerJson(response, 200, { outcome: (await approver?.answer(id, number)) ?? 'gone' });
    },
  },
];
