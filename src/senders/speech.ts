/** What is said on the phone can be said in these (BCP 47). */
export const spokenLanguages = ['en-US', 'de-DE', 'fr-FR', 'es-ES'] as const;
export type SpokenLanguage = (typeof spokenLanguages)[number];

/** What is said on the phone, and what happens next. */
export type Speech =
  /** Says it, twice if need be, and waits for one key. */
  | { readonly kind: 'ask'; readonly text: string; readonly language: SpokenLanguage }
  | { readonly kind: 'say'; readonly text: string; readonly language: SpokenLanguage }
  | { readonly kind: 'hang-up' };
