/** Questions the product brings, by id. Chosen for answers that stay the same and stand in no profile. */
export const questionPool: ReadonlyMap<string, string> = new Map([
  ['first-flat-street', 'In which street was the first home you paid for yourself?'],
  ['childhood-place', 'What was the name of the place you liked best as a child?'],
  ['first-boss', 'What was the first name of your first boss?'],
  ['first-concert', 'Which concert did you go to first?'],
  ['first-film', 'Which film did you first see in a cinema?'],
  ['first-flight', 'Where did your first flight take you?'],
  ['school-rival', 'What was the last name of the pupil you got on with worst?'],
  ['childhood-dish', 'Which dish did you refuse to eat as a child?'],
  ['first-instrument', 'Which instrument did you first try to play?'],
  ['oldest-cousin', 'What is the middle name of your oldest cousin?'],
  ['first-teacher', 'What was the last name of the teacher you remember best?'],
  ['first-exam', 'Which examination did you fail first?'],
  ['childhood-friend', 'What was the first name of your best friend when you were ten?'],
  ['first-savings', 'What did you first save up for?'],
  ['first-car-colour', 'What colour was the first car or bicycle you owned?'],
  ['wedding-place', 'In which place did you meet your partner?'],
  ['childhood-book', 'Which book did you read again and again as a child?'],
  ['first-job-place', 'In which town was your first job?'],
  ['dream-job', 'What did you want to become when you were small?'],
  ['neighbour', 'What was the last name of the neighbours you grew up beside?'],
]);

const inGerman: ReadonlyMap<string, string> = new Map([
  ['first-flat-street', 'In welcher Straße lag die erste Wohnung, die Sie selbst bezahlt haben?'],
  ['childhood-place', 'Wie hieß der Ort, an dem Sie als Kind am liebsten waren?'],
  ['first-boss', 'Wie hieß Ihre erste Chefin oder Ihr erster Chef mit Vornamen?'],
  ['first-concert', 'Auf welchem Konzert waren Sie zuerst?'],
  ['first-film', 'Welchen Film haben Sie zuerst in einem Kino gesehen?'],
  ['first-flight', 'Wohin ging Ihr erster Flug?'],
  ['school-rival', 'Wie hieß das Schulkind mit Nachnamen, mit dem Sie sich am schlechtesten verstanden?'],
  ['childhood-dish', 'Welches Gericht wollten Sie als Kind nicht essen?'],
  ['first-instrument', 'Welches Instrument haben Sie zuerst zu spielen versucht?'],
  ['oldest-cousin', 'Wie heißt Ihre älteste Cousine oder Ihr ältester Cousin mit zweitem Vornamen?'],
  ['first-teacher', 'Wie hieß die Lehrkraft mit Nachnamen, an die Sie sich am besten erinnern?'],
  ['first-exam', 'Durch welche Prüfung sind Sie zuerst gefallen?'],
  ['childhood-friend', 'Wie hieß Ihre beste Freundin oder Ihr bester Freund mit Vornamen, als Sie zehn waren?'],
  ['first-savings', 'Worauf haben Sie zuerst gespart?'],
  ['first-car-colour', 'Welche Farbe hatte Ihr erstes Auto oder Fahrrad?'],
  ['wedding-place', 'An welchem Ort haben Sie Ihre Partnerin oder Ihren Partner kennengelernt?'],
  ['childhood-book', 'Welches Buch haben Sie als Kind immer wieder gelesen?'],
  ['first-job-place', 'In welcher Stadt war Ihre erste Arbeitsstelle?'],
  ['dream-job', 'Was wollten Sie werden, als Sie klein waren?'],
  ['neighbour', 'Wie hießen die Nachbarn mit Nachnamen, neben denen Sie aufgewachsen sind?'],
]);

/** The question behind an id; a question of the organisation or the person is its own id. `language`: BCP 47, lower case. */
export const questionText = (id: string, language: string): string =>
  (language === 'de' ? inGerman.get(id) : undefined) ?? questionPool.get(id) ?? id;

/** The same in every language there is. */
export const questionTexts = (id: string): readonly string[] =>
  ['en', 'de'].map((language) => questionText(id, language));
