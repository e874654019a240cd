import { z } from 'zod'
import type { Change } from '#shared/domain/changes-since.ts'
import type { MeetingCheck } from '#shared/domain/meeting-facts.ts'
import { findSpanProblem } from '#shared/domain/meeting-times.ts'
import { communications } from '#shared/records/communications.ts'
import { meetingNotes } from '#shared/records/meeting-notes.ts'
import { meetings } from '#shared/records/meetings.ts'
import { dateSchema, fieldSchema, instantSchema, uuidSchema, viewSchema } from '#shared/schema/validators.ts'
import { type AuditSubject, command, nothing, query, WHOLE_BOOK } from './contract.ts'
import { changeStateSchema, householdPageSchema } from './households.ts'
import { holdingSchema, transactionViewSchema } from './portfolio.ts'
import { presentedMeetingSchema } from './presented-meeting.ts'

export const meetingRowSchema = viewSchema(meetings).and(
  z.object({ householdName: z.string(), openTasks: z.int(), notes: z.int(), state: changeStateSchema }),
)

export type MeetingRow = z.infer<typeof meetingRowSchema>

export const meetingCheckSchema: z.ZodType<MeetingCheck> = z.object({
  severity: z.enum(['attention', 'notice']),
  title: z.string(),
  detail: z.string(),
})

export type { MeetingCheck } from '#shared/domain/meeting-facts.ts'

const changeSchema: z.ZodType<Change> = z.object({
  kind: z.enum(['people', 'profile', 'accounts', 'beneficiaries', 'money', 'documents', 'tasks']),
  on: dateSchema,
  title: z.string(),
  detail: z.string(),
})

export const noteViewSchema = viewSchema(meetingNotes).and(
  z.object({ authorName: z.string(), state: changeStateSchema }),
)

export type NoteView = z.infer<typeof noteViewSchema>

/** Everything for one meeting, read in one go from the book on this laptop. */
export const meetingPackSchema = z.object({
  meeting: viewSchema(meetings),
  page: householdPageSchema,
  holdings: z.array(holdingSchema),
  /** Transactions since the last meeting held, newest first, at most 200. */
  transactions: z.array(transactionViewSchema),
  communications: z.array(viewSchema(communications)),
  notes: z.array(noteViewSchema),
  previousNotes: z.array(noteViewSchema),
  lastMeetingAt: z.string().nullable(),
  /** What changed in the household since then, newest first; nothing where there was no meeting before. */
  changes: z.array(changeSchema),
  /** Whether the documents are kept on this laptop for it: because it comes up, or because somebody said so. */
  kept: z.enum(['hand', 'calendar']).nullable(),
  checks: z.array(meetingCheckSchema),
  /** When the pack was put together, and how fresh the book was. */
  preparedAt: z.string(),
  bookAsOf: z.string().nullable(),
})

export type MeetingPack = z.infer<typeof meetingPackSchema>

export const exportedFileSchema = z.object({
  /** Whose data it holds. */
  householdId: uuidSchema,
  /** Where the file was saved; null when the person cancelled. */
  path: z.string().nullable(),
  byteLength: z.int(),
  sha256: z.string(),
})

/** What the trail says of an export beside what was exported. */
export function describeExport(file: z.infer<typeof exportedFileSchema> | null): AuditSubject {
  return file ? { householdId: file.householdId, reason: `SHA-256 ${file.sha256}` } : {}
}

const { fields } = meetings

/** Text that may be left out: nothing typed is nothing. */
const optionalText = (maxLength: number | undefined) =>
  z
    .string()
    .trim()
    .max(maxLength ?? 0)
    .nullable()
    .transform((text) => (text === '' ? null : text))

const meetingFields = {
  subject: z
    .string()
    .trim()
    .min(1, 'Say what the meeting is about')
    .max(fields.subject.maxLength ?? 0),
  kind: fieldSchema(fields.kind) as z.ZodType<MeetingRow['kind']>,
  location: optionalText(fields.location.maxLength),
  attendees: optionalText(fields.attendees.maxLength),
  agenda: optionalText(fields.agenda.maxLength),
}

const spanSchema = z.strictObject({ startsAt: instantSchema, endsAt: instantSchema }).superRefine((span, context) => {
  const message = findSpanProblem(span)
  if (message !== null) context.addIssue({ code: 'custom', path: [], message })
})

/** A letter as it was read over: as long as a communication may be. */
const letterSchema = z
  .string()
  .trim()
  .min(1, 'The letter is empty. Write it, or close it and begin again')
  .max(communications.fields.body.maxLength ?? 0)

/** True where the meeting may share its time with another of the same adviser. */
const despiteOverlap = z.boolean().default(false)

export const meetingsChannels = {
  'meetings.list': query({
    input: z.strictObject({ status: z.enum(['planned', 'held', 'all']).default('planned') }),
    output: z.array(meetingRowSchema),
    permission: 'book.read',
    audit: null,
    offline: 'cache',
    needsBook: () => WHOLE_BOOK,
  }),
  /** Meetings that have any part between two instants and were not cancelled, soonest first. */
  'meetings.between': query({
    input: z.strictObject({ startsAt: instantSchema, endsAt: instantSchema }),
    output: z.array(meetingRowSchema),
    permission: 'book.read',
    audit: null,
    offline: 'cache',
    needsBook: () => WHOLE_BOOK,
  }),
  'meetings.plan': command({
    input: z.strictObject({ householdId: uuidSchema, ...meetingFields, span: spanSchema, despiteOverlap }),
    output: z.object({ meetingId: uuidSchema }),
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  /** Changes what is given and nothing else. What was held or cancelled stays as it is. */
  'meetings.change': command({
    input: z.strictObject({
      meetingId: uuidSchema,
      ...z.strictObject(meetingFields).partial().shape,
      span: spanSchema.optional(),
      despiteOverlap,
    }),
    output: nothing,
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  /** Cancels a planned meeting, or plans a cancelled one again. */
  'meetings.setStatus': command({
    input: z.strictObject({ meetingId: uuidSchema, status: z.enum(['planned', 'cancelled']) }),
    output: nothing,
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  'meetings.pack': query({
    input: z.strictObject({ meetingId: uuidSchema }),
    output: meetingPackSchema,
    permission: 'book.read',
    audit: {
      type: 'data',
      action: 'read',
      subject: ({ meetingId }, pack) => ({
        table: 'meetings',
        rowId: meetingId,
        ...(pack && { householdId: pack.meeting.householdId }),
      }),
    },
    offline: 'cache',
  }),
  /** What of a meeting may stand on a screen that the client sees. */
  'meetings.present': query({
    input: z.strictObject({ meetingId: uuidSchema }),
    output: presentedMeetingSchema,
    permission: 'book.read',
    audit: {
      type: 'data',
      action: 'read',
      subject: ({ meetingId }, shown) => ({
        table: 'meetings',
        rowId: meetingId,
        ...(shown && { householdId: shown.householdId }),
      }),
    },
    offline: 'cache',
  }),
  /** Writes the pack as a PDF where the person chooses. */
  'meetings.exportPack': command({
    input: z.strictObject({ meetingId: uuidSchema }),
    output: exportedFileSchema,
    permission: 'book.export',
    audit: {
      type: 'export',
      action: 'export',
      subject: ({ meetingId }, file) => ({ table: 'meetings', rowId: meetingId, ...describeExport(file) }),
      happened: ({ path }) => path !== null,
    },
    offline: 'cache',
  }),
  /** The letter that the notes of a meeting propose. */
  'meetings.recap': query({
    input: z.strictObject({ meetingId: uuidSchema }),
    output: z.object({ text: z.string() }),
    permission: 'book.read',
    audit: null,
    offline: 'cache',
  }),
  /** Writes a letter as a PDF where the person chooses. */
  'meetings.exportRecap': command({
    input: z.strictObject({ meetingId: uuidSchema, text: letterSchema }),
    output: exportedFileSchema,
    permission: 'book.export',
    audit: {
      type: 'export',
      action: 'export',
      subject: ({ meetingId }, file) => ({ table: 'meetings', rowId: meetingId, ...describeExport(file) }),
      happened: ({ path }) => path !== null,
    },
    offline: 'cache',
  }),
  /** Keeps a letter as sent to the client, word for word. */
  'meetings.recordRecap': command({
    input: z.strictObject({
      meetingId: uuidSchema,
      text: letterSchema,
      channel: z.enum(['email', 'letter', 'portal']),
    }),
    output: nothing,
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  'meetings.addNote': command({
    input: z.strictObject({
      meetingId: uuidSchema,
      kind: fieldSchema(meetingNotes.fields.kind) as z.ZodType<'note' | 'decision' | 'recommendation' | 'question'>,
      body: z.string().trim().min(1, 'Write something first').max(20_000),
      basis: z.string().trim().max(4000).nullable().default(null),
    }),
    output: z.object({ noteId: uuidSchema }),
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  /** Marks the meeting as held now. */
  'meetings.markHeld': command({
    input: z.strictObject({ meetingId: uuidSchema }),
    output: nothing,
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
}
