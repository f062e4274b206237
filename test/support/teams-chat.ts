import { randomUUID } from 'node:crypto';
import type { Activity } from 'botbuilder';
import { z } from 'zod';
import { shownText } from './house.js';
import { type Door, TENANT } from './teams-door.js';

const TOKEN_MS = 30 * 60_000;

const value = z.looseObject({});
const action = z.looseObject({
  type: z.string(),
  title: z.string().optional(),
  data: value.optional(),
  url: z.string().optional(),
});
const element = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  id: z.string().optional(),
  actions: z.array(action).optional(),
});
const card = z.looseObject({ body: z.array(element), actions: z.array(action).default([]) });

/** A card as it stands in the person's chat. */
export interface Shown {
  readonly id: string;
  readonly fields: readonly string[];
  readonly buttons: readonly { readonly title: string; readonly data: z.infer<typeof value> }[];
  readonly json: string;
}

/** Somebody of the tenant. */
export interface Colleague {
  readonly id: string;
  readonly objectId: string;
  readonly upn: string;
}

export const colleague = (name: string, number: number): Colleague => ({
  id: `29:${name}`,
  objectId: `bbbbbbbb-0000-4000-8000-${String(number).padStart(12, '0')}`,
  upn: `${name}@contoso.example`,
});

/** A person with the bot in Teams: types, taps, reads, and sees cards change. */
export function teamsChat(door: Door, who: Colleague, locale = 'en-US') {
  door.connector.enlist({ ...who, tenantId: TENANT, userPrincipalName: who.upn, userRole: 'user' });
  const conversation = `a:${who.id}`;
  const path = `/v3/conversations/${encodeURIComponent(conversation)}/`;
  let seen = door.connector.sent.length;
  // Signing one takes longer than a turn.
  let token = { value: door.bearer(), until: door.time.now + TOKEN_MS };
  const bearer = (): string => {
    if (door.time.now >= token.until) token = { value: door.bearer(), until: door.time.now + TOKEN_MS };
    return token.value;
  };

  const begun = door.connector.sent.findIndex((each) => each.path.startsWith(path));
  const first = begun < 0 ? door.connector.sent.length : begun;
  const sent = () => door.connector.sent.slice(first).filter((each) => each.path.startsWith(path));
  /** Everything as it stands now: what was changed stands changed. */
  const standing = (): ReadonlyMap<string, Partial<Activity>> => {
    const now = new Map<string, Partial<Activity>>();
    for (const { id, activity } of sent()) if (activity.type === 'message') now.set(id, activity);
    return now;
  };
  const cards = (): readonly Shown[] =>
    [...standing()].flatMap(([id, { attachments = [] }]) =>
      attachments.flatMap(({ content }) => {
        const { body, actions } = card.parse(content);
        const all = [...body.flatMap((one) => one.actions ?? []), ...actions];
        const buttons = all.flatMap(({ title = '', data }) => (data ? [{ title, data }] : []));
        const fields = body.flatMap((one) => (one.type.startsWith('Input.') && one.id ? [one.id] : []));
        return [{ id, fields, buttons, json: JSON.stringify(content) }];
      }),
    );
  const heard = (): readonly string[] => {
    const fresh = door.connector.sent.slice(seen).filter((each) => each.path.startsWith(path));
    seen = door.connector.sent.length;
    return fresh.flatMap(({ method, activity }) =>
      method === 'POST' && activity.type === 'message' ? [shownText(activity)] : [],
    );
  };
  const post = async (change: Readonly<Record<string, unknown>>): Promise<readonly string[]> => {
    const from = { id: who.id, name: who.upn, aadObjectId: who.objectId };
    const place = { id: conversation, conversationType: 'personal', tenantId: TENANT };
    const said = { id: randomUUID(), text: undefined, from, conversation: place, locale, ...change };
    const activity = door.activity(said);
    const { status } = await door.post(activity, bearer());
    if (status !== 200) throw new Error(`The door answered ${status}.`);
    return heard();
  };
  const submit = (shown: Shown, data: object): Promise<readonly string[]> => post({ value: data, replyToId: shown.id });

  return {
    cards,
    heard,
    post,
    submit,
    say: (text: string) => post({ text }),
    installs: () => post({ type: 'installationUpdate', action: 'add' }),
    /** Taps the newest button of that name, or types into the newest field and sends it; types a message where there is neither. */
    async tap(text: string): Promise<readonly string[]> {
      const newest = [...cards()].reverse();
      for (const shown of newest) {
        const button = shown.buttons.find(({ title }) => title === text || title.startsWith(`${text} (`));
        if (button) return submit(shown, button.data);
      }
      const form = newest.find(({ fields }) => fields.length > 0);
      const send = form?.buttons.find(({ data }) => !('say' in data));
      return form && send ? submit(form, { ...send.data, entry: text }) : post({ text });
    },
  };
}
export type TeamsChat = ReturnType<typeof teamsChat>;
