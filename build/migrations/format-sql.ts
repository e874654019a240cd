const WIDTH = 110

/**
 * Makes TypeORM's one-line statements fit to read: a line for each column and constraint, quotes only where a name
 * needs them, and the foreign keys of one table in one statement.
 * @param reserved PostgreSQL's reserved words, lower case.
 */
export function formatStatements(statements: readonly string[], reserved: ReadonlySet<string>): string[] {
  const plain = statements
    .map((statement) => statement.replace(/(integer NOT NULL DEFAULT) '(\d+)'/g, '$1 $2'))
    .map((statement) => outsideLiterals(statement, (text) => simplify(text, reserved)).trim())
  return mergeForeignKeys(plain).map(breakLines)
}

/** Applies a change to everything but string literals. */
function outsideLiterals(sql: string, change: (text: string) => string): string {
  return sql
    .split(/('(?:[^']|'')*')/)
    .map((part, index) => (index % 2 === 1 ? part : change(part)))
    .join('')
}

function simplify(text: string, reserved: ReadonlySet<string>): string {
  return text
    .replace(/"public"\./g, '')
    .replace(/"([a-z_][a-z0-9_]*)"/g, (quoted, name: string) => (reserved.has(name) ? quoted : name))
    .replace(/ ON (UPDATE|DELETE) NO ACTION/g, '')
    .replace(/ +/g, ' ')
    .replace(/(REFERENCES \w+)\(/g, '$1 (')
    .replace(/TIMESTAMP(\(\d\)) WITH TIME ZONE/g, 'timestamptz$1')
}

function mergeForeignKeys(statements: readonly string[]): string[] {
  const merged: string[] = []
  for (const statement of statements) {
    const [, table, addition] = /^ALTER TABLE (\S+) (ADD CONSTRAINT fk_.*)$/s.exec(statement) ?? []
    const last = merged.at(-1)
    if (table !== undefined && last?.startsWith(`ALTER TABLE ${table} ADD CONSTRAINT fk_`)) {
      merged[merged.length - 1] = `${last},\n  ${addition}`
    } else {
      merged.push(statement)
    }
  }
  return merged.map((statement) =>
    statement.startsWith('ALTER TABLE')
      ? statement
          .replace(/^(ALTER TABLE \S+) (?=ADD CONSTRAINT fk_)/, '$1\n  ')
          .replaceAll(' REFERENCES ', '\n    REFERENCES ')
      : statement,
  )
}

function breakLines(statement: string): string {
  const [, head, body] = /^(CREATE TABLE \S+) \((.*)\)$/s.exec(statement) ?? []
  if (head === undefined || body === undefined) return statement
  const lines = splitTopLevel(body).map((element) => wrap(element, '  '))
  return `${head} (\n${lines.join(',\n')}\n)`
}

/** Splits at commas that are in no parentheses and no string literal. */
function splitTopLevel(body: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (const { 0: token, index } of body.matchAll(/'(?:[^']|'')*'|[(),]/g)) {
    if (token === '(') depth += 1
    if (token === ')') depth -= 1
    if (token !== ',' || depth > 0) continue
    parts.push(body.slice(start, index).trim())
    start = index + 1
  }
  return [...parts, body.slice(start).trim()]
}

/** Breaks a long list of values at its commas, indented below its head. */
function wrap(element: string, indent: string): string {
  if (indent.length + element.length <= WIDTH) return indent + element
  const lines: string[] = []
  let line = indent
  for (const word of element.split(/(?<=, )(?=')/)) {
    if (line.trim() !== '' && (line + word).trimEnd().length > WIDTH) {
      lines.push(line.trimEnd())
      line = `${indent}  `
    }
    line += word
  }
  return [...lines, line].join('\n')
}
