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

/** The question behind an id; a question of the organisation or the person is its own id. */
export const questionText = (id: string): string => questionPool.get(id) ?? id;
