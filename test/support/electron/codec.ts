import * as devalue from 'devalue'

interface FlatError {
  readonly name: string
  readonly message: string
}

const reducers = {
  Failure: (value: unknown): FlatError | false =>
    value instanceof Error && { name: value.name, message: value.message },
}

const errorClasses: Readonly<Record<string, ErrorConstructor>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
}

const revivers = {
  Failure: ({ name, message }: FlatError) => new (errorClasses[name] ?? Error)(message),
}

/**
 * Text for a value as Electron would clone it between processes: what cannot be cloned is refused, classes become plain
 * objects, and Dates, Maps, Sets, bytes, big integers, cycles, and `undefined` survive.
 * @throws Error `An object could not be cloned.`, in Electron's words.
 */
export function encode(value: unknown): string {
  return devalue.stringify(clone(value), reducers)
}

export function decode(text: string): unknown {
  return devalue.parse(text, revivers)
}

export function clone<T>(value: T): T {
  try {
    return structuredClone(value)
  } catch {
    throw new Error('An object could not be cloned.')
  }
}
