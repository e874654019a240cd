import { create } from 'zustand'
import { onBookClosed } from '#renderer/data/session.ts'
import type { CallInput, InputOf } from '#shared/ipc/index.ts'

export type NoteKind = InputOf<'meetings.addNote'>['kind']

/** A note being written. Only in memory: what is worth keeping is saved as a note. */
export interface NoteDraft {
  readonly kind: NoteKind
  readonly body: string
  readonly basis: string
}

interface MeetingsState {
  readonly filter: NonNullable<CallInput<'meetings.list'>['status']>
  readonly view: 'list' | 'week'
  /** A day of the week that is shown; null for this week. */
  readonly week: string | null
  /** By meeting id. */
  readonly drafts: Readonly<Record<string, NoteDraft>>
  /** Letters as they were typed, by meeting id; none where the proposed one stands. */
  readonly letters: Readonly<Record<string, string>>
}

export const emptyDraft: NoteDraft = { kind: 'note', body: '', basis: '' }

/** What is shown in the list, and notes half written: both survive going to another screen. */
export const useMeetings = create<MeetingsState>(() => ({
  filter: 'planned',
  view: 'list',
  week: null,
  drafts: {},
  letters: {},
}))

export function setMeetingFilter(filter: MeetingsState['filter']): void {
  useMeetings.setState({ filter })
}

export function setMeetingView(view: MeetingsState['view']): void {
  useMeetings.setState({ view })
}

export function setWeek(week: string | null): void {
  useMeetings.setState({ week })
}

/** @param text null for the proposed letter. */
export function changeLetter(meetingId: string, text: string | null): void {
  useMeetings.setState(({ letters: { [meetingId]: _, ...others } }) => ({
    letters: text === null ? others : { ...others, [meetingId]: text },
  }))
}

export function changeDraft(meetingId: string, change: Partial<NoteDraft>): void {
  useMeetings.setState(({ drafts }) => ({
    drafts: { ...drafts, [meetingId]: { ...(drafts[meetingId] ?? emptyDraft), ...change } },
  }))
}

/** Empties the draft but keeps its kind: notes of one kind often follow each other. */
export function clearDraft(meetingId: string): void {
  changeDraft(meetingId, { body: '', basis: '' })
}

onBookClosed(() => useMeetings.setState(useMeetings.getInitialState(), true))
