import type { MessagePort, Transferable, Worker } from 'node:worker_threads'
import { type ErrorCode, WorkstationError } from '#shared/ipc/errors.ts'

/** What one thread asks of another. Inputs and answers are plain data: they are copied. */
export interface ThreadLink {
  /** @throws WorkstationError as the other side explains it. */
  ask(name: string, input: unknown, transfer?: readonly Transferable[]): Promise<unknown>
  /** Says something that has no answer. */
  tell(name: string, input: unknown): void
  /** The other side is gone: refuses what was asked and what will be. */
  fail(reason: Error): void
}

export interface LinkOptions {
  /** Answers what the other side asks, and hears what it tells. */
  readonly answer: (name: string, input: unknown) => unknown
  /** What an error of this side means to a person. */
  readonly explain: (error: unknown) => WorkstationError
}

type Message =
  | { readonly ask: number; readonly name: string; readonly input: unknown }
  | { readonly tell: string; readonly input: unknown }
  | { readonly answerTo: number; readonly value: unknown }
  | { readonly answerTo: number; readonly error: CrossingError }

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

/** Joins this thread to the one at the other end of the port. Questions are answered in the order they come. */
export function linkThread(port: Worker | MessagePort, { answer, explain }: LinkOptions): ThreadLink {
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let gone: Error | null = null

  const reply = async (id: number, name: string, input: unknown) => {
    try {
      port.postMessage({ answerTo: id, value: await answer(name, input) })
    } catch (error) {
      port.postMessage({ answerTo: id, error: packError(explain(error)) })
    }
  }
  const hear = (message: Message) => {
    if ('ask' in message) void reply(message.ask, message.name, message.input)
    else if ('tell' in message) void answer(message.tell, message.input)
    else {
      const asked = waiting.get(message.answerTo)
      waiting.delete(message.answerTo)
      if ('error' in message) asked?.reject(unpackError(message.error))
      else asked?.resolve(message.value)
    }
  }
  // Both have the event; only their types do not agree on the others.
  ;(port as MessagePort).on('message', hear)
  return {
    ask: (name, input, transfer = []) =>
      new Promise((resolve, reject) => {
        if (gone) return reject(gone)
        lastId += 1
        waiting.set(lastId, { resolve, reject })
        port.postMessage({ ask: lastId, name, input }, transfer)
      }),
    tell: (name, input) => {
      if (!gone) port.postMessage({ tell: name, input })
    },
    fail(reason) {
      gone ??= reason
      for (const { reject } of waiting.values()) reject(gone)
      waiting.clear()
    },
  }
}

/** An error as it crosses: a class would not survive. */
interface CrossingError {
  readonly code: ErrorCode
  readonly message: string
  readonly details: unknown
  readonly cause: { readonly code: string; readonly message: string } | null
}

function packError({ code, message, details, cause }: WorkstationError): CrossingError {
  const known = cause instanceof Error ? { code: codeOf(cause), message: cause.message } : null
  return { code, message, details, cause: known }
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : ''
}

function unpackError({ code, message, details, cause }: CrossingError): WorkstationError {
  const known = cause && { cause: Object.assign(new Error(cause.message), { code: cause.code }) }
  return new WorkstationError(code, message, details, known ?? undefined)
}
