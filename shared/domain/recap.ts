import type { MeetingNote, Task } from '#shared/records/index.ts'
import { formatDay } from './format.ts'

export interface RecapFacts {
  /** Who is addressed, as they are to be read. */
  readonly attendees: string
  readonly subject: string
  /** `YYYY-MM-DD`. */
  readonly heldOn: string
  readonly adviserName: string
  /** In the order they were written. */
  readonly notes: readonly Pick<MeetingNote, 'kind' | 'body' | 'basis'>[]
  /** Follow-ups of this meeting that are not cancelled. */
  readonly tasks: readonly (Pick<Task, 'title' | 'dueOn'> & { readonly ownerName: string })[]
}

/**
 * A letter to those who were there, to be read over before it is sent: what was decided, what was recommended and why,
 * what is still open, and who does what by when. Plain notes are the adviser's own and stay out.
 */
export function recapLetter(facts: RecapFacts): string {
  const of = (kind: MeetingNote['kind']) => facts.notes.filter((note) => note.kind === kind)
  const parts = [
    part('What we decided', of('decision').map(withBasis)),
    part('What we recommended, and why', of('recommendation').map(withBasis)),
    part(
      'What is still to be found out',
      of('question').map(({ body }) => body),
    ),
    part('Next steps', facts.tasks.map(nextStep)),
  ].filter((text) => text !== '')
  return [
    `Dear ${addressed(facts)},`,
    `Thank you for meeting with us on ${formatDay(facts.heldOn)} (${facts.subject}). This is how we understood our conversation.`,
    ...parts,
    'Please tell us if you remember anything differently, or if something has changed since.',
    `Kind regards,\n${facts.adviserName}`,
  ].join('\n\n')
}

/** Those who were there, without the one who writes. */
function addressed({ attendees, adviserName }: RecapFacts): string {
  const others = attendees.split(/\s*,\s*/).filter((name) => name !== adviserName && name !== '')
  return others.length === 0 ? attendees : others.join(', ')
}

function part(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [title, ...lines.map((line) => `• ${line}`)].join('\n')
}

function withBasis({ body, basis }: Pick<MeetingNote, 'body' | 'basis'>): string {
  return basis === null ? body : `${body}\n  Why: ${basis}`
}

function nextStep({ title, dueOn, ownerName }: RecapFacts['tasks'][number]): string {
  const facts = [ownerName, dueOn === null ? '' : `by ${formatDay(dueOn)}`].filter((fact) => fact !== '')
  return facts.length === 0 ? title : `${title} (${facts.join(', ')})`
}
