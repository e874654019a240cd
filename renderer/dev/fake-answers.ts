import type { ChannelName, InputOf, OutputOf } from '#shared/ipc/index.ts'
import { formAnswers } from './fake-forms.ts'
import { changeHouseholds, readHouseholds } from './fake-households.ts'
import { makeAudit } from './fixture-audit.ts'
import { common, id, user } from './fixture-base.ts'
import {
  householdRows,
  makeDistributions,
  makeExplanation,
  makeExposure,
  makeGains,
  makeHoldings,
  makeNote,
  makePack,
  makePerformance,
  makeTransactions,
  meetingRows,
  pages,
} from './fixture-book.ts'
import { feeSchedules, makeFeeExceptions, makeFees } from './fixture-fees.ts'
import { makeTask } from './fixture-household.ts'
import { makePresented } from './fixture-presented.ts'
import { models } from './fixture-targets.ts'
import { FakeProblem, meetingOf, pageOf, type Story, sceneSession } from './story.ts'

export type Answers = { readonly [C in ChannelName]: (input: InputOf<C>) => OutputOf<C> }

/** What the fixture answers on every channel; a missing one does not compile. */
export function makeAnswers(story: Story): Answers {
  return {
    ...sessionAnswers(story),
    ...syncAnswers(story),
    ...readHouseholds(story),
    ...changeHouseholds(story),
    ...portfolioAnswers(),
    ...formAnswers(),
    ...listsAnswers(story),
    ...meetingsAnswers(story),
    ...documentsAnswers(story),
    ...tasksAnswers(story),
  }
}

function sessionAnswers(story: Story) {
  return {
    'session.status': () => story.session,
    'session.signIn': ({ password }) => {
      if (password === 'wrong') throw new FakeProblem('wrong_password')
      story.session = { ...sceneSession('open') }
      return story.session
    },
    'session.signOut': () => {
      story.session = sceneSession('signed-out')
      story.emit('session.changed', story.session)
      return story.session
    },
    'audit.recent': () => makeAudit(),
    'audit.verify': () => ({ ok: true, events: 1284, firstBroken: null }),
    'settings.read': () => ({
      colorScheme: story.colorScheme,
      saveData: story.saveData,
      appVersion: '0.1.0',
      cipher: 'AEGIS-256',
    }),
    'settings.change': (change) => {
      story.colorScheme = change.colorScheme ?? story.colorScheme
      story.saveData = change.saveData ?? story.saveData
      return {}
    },
  } satisfies Partial<Answers>
}

function syncAnswers(story: Story) {
  return {
    'sync.status': () => story.sync,
    'sync.verify': () => ({ households: 3, rows: 1284, repaired: 0, at: '2026-11-22T09:00:00.000Z' }),
    'sync.now': () => {
      story.setSync({ phase: 'pulling' })
      setTimeout(() => story.setSync({ phase: 'idle', asOf: new Date().toISOString(), waiting: 0 }), 900)
      return {}
    },
    'sync.outbox': () => story.outbox,
    'sync.resolve': ({ mutationId }) => story.settle(mutationId),
    'sync.retry': ({ mutationId }) => story.settle(mutationId),
    'sync.retryAll': () => {
      const refused = story.outbox.filter(({ state }) => state === 'refused')
      for (const { mutationId } of refused) story.settle(mutationId)
      return { sent: refused.length }
    },
    'sync.discard': ({ mutationId }) => story.settle(mutationId),
  } satisfies Partial<Answers>
}

function listsAnswers(story: Story) {
  return {
    'lists.readView': () => ({ view: null }),
    'lists.keepView': () => ({}),
    'lists.exportCsv': () => ({
      path: '/home/ada/Documents/Households.csv',
      rows: story.rows.length,
      sha256: '0'.repeat(64),
    }),
  } satisfies Partial<Answers>
}

function portfolioAnswers() {
  return {
    'portfolio.explain': () => makeExplanation(),
    'portfolio.distributions': () => makeDistributions(),
    'portfolio.models': () => models,
    'portfolio.feeSchedules': () => feeSchedules,
    'portfolio.fees': ({ on }) => makeFees(on),
    'portfolio.feeExceptions': () => makeFeeExceptions(),
    'portfolio.exposure': () => makeExposure(),
    'portfolio.gains': ({ year }) => makeGains(year),
    'portfolio.holdings': () => makeHoldings(),
    'portfolio.performance': ({ from, to }) => makePerformance(from, to),
    'portfolio.transactions': ({ householdId, before, limit }) =>
      makeTransactions(householdId, before == null ? (limit ?? 100) : 34, before == null ? 0 : 100),
  } satisfies Partial<Answers>
}

function meetingsAnswers(story: Story) {
  return {
    'meetings.list': ({ status }) =>
      story.empty ? [] : meetingRows.filter((row) => status === 'all' || row.status === status),
    'meetings.between': ({ startsAt, endsAt }) =>
      story.empty ? [] : meetingRows.filter((row) => row.startsAt < endsAt && row.endsAt > startsAt),
    'meetings.plan': ({ span, despiteOverlap: _, ...given }) => {
      const { name, openTasks } = householdRows.find((row) => row.id === given.householdId) ?? {
        name: '',
        openTasks: 0,
      }
      const meeting = { ...common(), ...given, ...span, status: 'planned' as const, heldAt: null, householdName: name }
      meetingRows.push({ ...meeting, openTasks, notes: 0, state: 'waiting' })
      story.changed('meetings', given.householdId)
      return { meetingId: meeting.id }
    },
    'meetings.change': ({ meetingId, span, despiteOverlap: _, ...fields }) =>
      changeMeeting(story, meetingId, { ...definedOf(fields), ...span }),
    'meetings.setStatus': ({ meetingId, status }) => changeMeeting(story, meetingId, { status }),
    'meetings.pack': ({ meetingId }) => makePack(meetingOf(meetingId), story.notes.get(meetingId) ?? []),
    'meetings.present': ({ meetingId }) => makePresented(meetingOf(meetingId), story.notes.get(meetingId) ?? []),
    'meetings.exportPack': ({ meetingId }) => ({
      householdId: meetingOf(meetingId).householdId,
      path: '/home/ada/Documents/Meeting pack.pdf',
      byteLength: 182_004,
      sha256: '0'.repeat(64),
    }),
    'meetings.recap': () => ({ text: 'Dear Margaret,\n\nThank you for meeting with us.' }),
    'meetings.exportRecap': () => ({ householdId: id(), path: '/home/ada/Recap.pdf', byteLength: 9_004, sha256: '' }),
    'meetings.recordRecap': () => ({}),
    'meetings.addNote': ({ meetingId, kind, body, basis }) => {
      const note = makeNote(meetingOf(meetingId), { kind, body, basis, state: 'waiting' })
      story.notes.set(meetingId, [note, ...(story.notes.get(meetingId) ?? [])])
      story.changed('meeting_notes', note.householdId)
      return { noteId: note.id }
    },
    'meetings.markHeld': ({ meetingId }) =>
      changeMeeting(story, meetingId, { status: 'held', heldAt: new Date().toISOString() }),
    'documents.saveCopy': () => ({
      householdId: householdRows[0]?.id ?? id(),
      path: '/home/ada/Documents/copy.pdf',
      byteLength: 1000,
      sha256: '0'.repeat(64),
    }),
  } satisfies Partial<Answers>
}

function changeMeeting(story: Story, meetingId: string, patch: object): Record<string, never> {
  const meeting = meetingOf(meetingId)
  Object.assign(meeting, patch, { state: 'waiting' })
  story.changed('meetings', meeting.householdId)
  return {}
}

const SAMPLE = new TextEncoder().encode('A letter of the client, as it was filed.')

function documentsAnswers(story: Story) {
  const change = (documentId: string, facts: object) => {
    for (const [householdId, page] of pages) {
      const documents = page.documents.map((one) => (one.id === documentId ? { ...one, ...facts } : one))
      pages.set(householdId, { ...page, documents })
      story.changed('documents', householdId)
    }
    return {}
  }
  return {
    'documents.open': () => ({
      versionId: id(),
      householdId: householdRows[0]?.id ?? id(),
      title: 'Letter of the client',
      fileName: 'letter.txt',
      mediaType: 'text/plain',
      byteLength: SAMPLE.byteLength,
      pieces: 1,
    }),
    'documents.readPiece': () => ({ content: SAMPLE }),
    'documents.keep': ({ documentId, keep }) => change(documentId, { kept: keep }),
    'documents.bring': ({ documentId }) => change(documentId, { place: 'here' }),
    'documents.keepForMeeting': () => ({}),
    'documents.beginFile': () => ({ fileId: id() }),
    'documents.addPiece': () => ({}),
    'documents.fileAdded': () => ({ documentId: id(), text: 'read' as const }),
    'documents.dropAdded': () => ({}),
  } satisfies Partial<Answers>
}

function tasksAnswers(story: Story) {
  return {
    'tasks.list': () =>
      story.empty
        ? []
        : [...pages.values()].slice(0, 5).flatMap(({ tasks }) => tasks.filter(({ status }) => status === 'open')),
    'tasks.add': ({ householdId, title, dueOn }) => {
      const page = pageOf(householdId)
      const task = {
        ...makeTask({ id: householdId, name: page.household.name }, title, dueOn),
        state: 'waiting' as const,
      }
      pages.set(householdId, { ...page, tasks: [...page.tasks, task] })
      story.changed('tasks', householdId)
      return { taskId: task.id }
    },
    'tasks.workflows': () => [],
    'tasks.startWorkflow': () => ({ workflowId: id(), tasks: 7 }),
    'tasks.stopWorkflow': () => ({ taskIds: [id()] }),
    'tasks.resumeWorkflow': () => ({}),
    'tasks.colleagues': () => [{ id: user.id, displayName: user.displayName, role: user.role }],
    'tasks.change': ({ taskId, repeat: _repeat, ...fields }) => changeTask(story, taskId, definedOf(fields)),
    'tasks.reschedule': ({ taskId, dueOn }) => changeTask(story, taskId, { dueOn }),
    'tasks.setStatus': ({ taskId, status }) => {
      changeTask(story, taskId, { status })
      return { nextDueOn: null }
    },
  } satisfies Partial<Answers>
}

function definedOf<T extends object>(fields: T) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

function changeTask(story: Story, taskId: string, patch: object): Record<string, never> {
  for (const [householdId, page] of pages) {
    if (!page.tasks.some(({ id }) => id === taskId)) continue
    const tasks = page.tasks.map((task) => (task.id === taskId ? { ...task, ...patch } : task))
    pages.set(householdId, { ...page, tasks })
    story.changed('tasks', householdId)
  }
  return {}
}
