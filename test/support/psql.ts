import { spawn } from 'node:child_process'

export interface PsqlDatabase {
  readonly host: string
  readonly port: number
  readonly database: string
  /** PEM file of the authority that signed the server's certificate. */
  readonly caFile: string
}

export interface PsqlLogin {
  readonly user: string
  readonly password: string
}

export interface PsqlOutcome {
  readonly stdout: string
  readonly stderr: string
  /** 0, or 3 when ON_ERROR_STOP ended it, or 2 when the connection did; 127 when there is no psql. */
  readonly code: number
}

/**
 * Runs the psql that a database administrator types, with the server's certificate verified and nothing of the
 * machine's own settings. Errors are written as their SQLSTATE alone.
 * @param script what it reads from standard input.
 * @param options further command line options, such as `-f FILE`.
 */
export async function runPsql(
  database: PsqlDatabase,
  login: PsqlLogin,
  script: string,
  options: readonly string[] = [],
): Promise<PsqlOutcome> {
  const child = spawn('psql', ['-X', '-q', '-A', '-t', '-v', 'VERBOSITY=sqlstate', ...options], {
    env: {
      PATH: process.env.PATH,
      PGHOST: database.host,
      PGPORT: String(database.port),
      PGDATABASE: database.database,
      PGUSER: login.user,
      PGPASSWORD: login.password,
      PGSSLMODE: 'verify-full',
      PGSSLROOTCERT: database.caFile,
      PGCLIENTENCODING: 'UTF8',
    },
  })
  const written = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      written[name] += text
    })
  }
  // It may end before it has read everything.
  child.stdin.on('error', () => undefined)
  child.stdin.end(script)
  const code = await new Promise<number>((ended) => {
    child.on('error', () => ended(127))
    child.on('close', (status) => ended(status ?? 1))
  })
  return { ...written, code }
}

/**
 * Runs statements in one session of psql, going on after one that fails.
 * @returns for each the number of its rows, or the SQLSTATE it failed with.
 * @throws Error with what psql wrote, unless it got to the end.
 */
export async function runStatements(
  database: PsqlDatabase,
  login: PsqlLogin,
  statements: readonly string[],
): Promise<(number | string)[]> {
  // Results go nowhere; what \echo writes goes to standard output all the same.
  const script = statements.map((statement) => `${statement};\n\\echo :SQLSTATE :ROW_COUNT\n`)
  const { stdout, stderr, code } = await runPsql(database, login, `\\o /dev/null\n${script.join('')}`)
  const outcomes = stdout.split('\n').filter((line) => line !== '')
  if (code !== 0 || outcomes.length !== statements.length) throw new Error(`psql ended early (${code}): ${stderr}`)
  return outcomes.map((line) => {
    const [state = '', rows] = line.split(' ')
    return state === '00000' ? Number(rows) : state
  })
}
