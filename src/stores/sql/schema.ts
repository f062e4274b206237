import type { Kysely } from 'kysely';

/** The tables as the newest migration leaves them. Times are epoch ms; JSON and sealed values (base64) are text, so that both engines keep the same. */
export interface Tables {
  readonly enrollment: {
    readonly id: string;
    readonly account_id: string;
    readonly method: string;
    /** { name, proof, data }, sealed under `account id|id`. */
    readonly sealed: string;
    /** The key it is sealed under. */
    readonly key_id: string;
    readonly created_at: number;
    readonly usable_from: number;
    readonly confirmed_at: number;
    readonly last_used_at: number | null;
    /** The greatest time step accepted. */
    readonly last_step: number | null;
    /** One bit a saved code that was used up. */
    readonly spent: number;
  };
  readonly audit_record: {
    readonly seq: number;
    readonly at: number;
    readonly event: string;
    readonly person: string;
    readonly session_id: string;
    readonly channel: string;
    readonly method: string | null;
    readonly outcome: string;
    readonly detail: string | null;
    readonly key_id: string;
    /** Over this row and the MAC of the one before. */
    readonly mac: string;
  };
  /** One row: where the chain ends, with a MAC of its own. */
  readonly audit_head: {
    readonly id: number;
    readonly seq: number;
    readonly mac: string;
    readonly key_id: string;
    readonly seal: string;
  };
  readonly write_journal: {
    readonly grant_id: string;
    readonly account_id: string;
    readonly action: string;
    readonly at: number;
    /** As the directory said before the write. */
    readonly password_set_at: number | null;
    readonly password_version: number | null;
    readonly outcome: string | null;
    readonly settled_at: number | null;
  };
  /** For as long as a password is written; in PostgreSQL not in its write-ahead log, its replicas and its archives. */
  readonly kept_password: {
    readonly grant_id: string;
    readonly sealed: string;
    readonly at: number;
  };
  readonly account: {
    readonly id: string;
    readonly login: string;
    /** As compared: lower case. */
    readonly login_key: string;
    readonly display_name: string;
    readonly group_names: string;
    readonly state: string;
    readonly mail: string | null;
    readonly mail_key: string | null;
    readonly phone: string | null;
    readonly locale: string | null;
    readonly password_set_at: number | null;
    readonly password_hash: string;
    readonly failed_sign_ins: number;
  };
  readonly policy_version: {
    readonly seq: number;
    readonly hash: string;
    readonly text: string;
    readonly at: number;
  };
  readonly dispute: {
    /** Of the link's secret. */
    readonly hash: string;
    readonly account_id: string;
    /** The change, sealed under `dispute|hash`. */
    readonly sealed: string;
    /** The key it is sealed under; '' from before that was noted. */
    readonly key_id: string;
    readonly at: number;
    readonly until: number;
    /** Conversation and message where it was told in a chat. */
    readonly told_in: string | null;
    readonly told_as: string | null;
  };
  readonly reference: {
    /** Of the conversation. */
    readonly key: string;
    /** Whose it is, by the channel's own ids; null for visitors nobody knows. */
    readonly person: string | null;
    /** The directory account, where it was found. */
    readonly account_id: string | null;
    /** The address, sealed under `reference|key`. */
    readonly sealed: string;
    /** The key it is sealed under. */
    readonly key_id: string;
    readonly at: number;
    readonly until: number;
  };
  readonly migration: { readonly name: string; readonly at: number };
}

export type Database = Kysely<Tables>;
