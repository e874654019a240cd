// The one entry of all npm scripts. Plain JavaScript that runs on Node 20 with nothing installed: it makes the
// toolchain ready, then hands over to the TypeScript of the command, run by the project's own Node 24.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const projectFolder = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const NEEDED_NODE = [24, 21]

const USAGE = `npm start [-- --households N]      the workstation with a demonstration firm
npm test [-- PROJECT | FILE ...]   everything, or unit, database (on both PostgreSQLs; database-15 on the older alone),
                                   sync, desktop, e2e, or some test files
npm run test:sync -- --long        the sync engine for hours: [--part histories|kills|writers|flips] [--histories N]
                                   [--changes N] [--minutes N] [--seed S] [FILE ...]
npm run check                      format, lint, types, boundaries, papers
npm run demo                       a guided tour that leaves pictures and a PDF
npm run bench -- AREA              measurements (test/bench)
npm run admin -- --help            the command line for IT and compliance
npm run migration:run              apply the migrations there are; also revert, show, generate, snapshot
`

const COMMANDS = {
  start: 'build/commands/start.ts',
  test: 'build/commands/test.ts',
  'test:sync': 'build/commands/test-sync.ts',
  check: 'build/commands/check.ts',
  demo: 'build/demo/demo.ts',
  admin: 'electron/admin/main.ts',
}

function say(line) {
  process.stdout.write(`${line}\n`)
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

/** @returns the script of a command and the arguments it gets. */
function findScript(command, parameters) {
  if (command.startsWith('migration:')) {
    return ['build/migrations/cli.ts', [command.slice('migration:'.length), ...parameters]]
  }
  if (command === 'bench') return findBench(parameters)
  const script = COMMANDS[command]
  if (script === undefined) fail(`there is no command ${command}\n\n${USAGE}`)
  return [script, parameters]
}

function findBench([area, ...parameters]) {
  const folder = join(projectFolder, 'test/bench')
  const files = existsSync(folder) ? readdirSync(folder) : []
  const areas = files.filter((name) => name.endsWith('.ts')).map((name) => name.slice(0, -3))
  if (!areas.includes(area)) fail(`say what to measure: npm run bench -- ${areas.join(' | ')}`)
  return [`test/bench/${area}.ts`, parameters]
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'))
}

/** True when what is installed is what package-lock.json says, packages for other machines aside. */
function isInstalled(wanted, installed) {
  return Object.entries(wanted.packages).every(
    ([path, entry]) => path === '' || entry.optional || installed.packages[path]?.version === entry.version,
  )
}

/** Runs `npm ci` when node_modules is missing or belongs to another package-lock.json. */
function ensureDependencies() {
  const lockFile = join(projectFolder, 'package-lock.json')
  const installedFile = join(projectFolder, 'node_modules/.package-lock.json')
  const stampFile = join(projectFolder, 'node_modules/.installed-lock-hash')
  const hash = createHash('sha256').update(readFileSync(lockFile)).digest('hex')
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash) return
  if (!existsSync(installedFile) || !isInstalled(readJson(lockFile), readJson(installedFile))) {
    say('Installing the packages that package-lock.json names (npm ci) ...')
    // On Windows npm is a script, which only a shell can run.
    const npm = { cwd: projectFolder, stdio: 'inherit', shell: process.platform === 'win32' }
    const { status } = spawnSync('npm', ['ci', '--no-progress', '--loglevel=error'], npm)
    if (status !== 0) fail('npm ci failed; look at what it says above, mend it, and try again.')
  }
  writeFileSync(stampFile, hash)
}

function isNewEnough([major, minor]) {
  return major > NEEDED_NODE[0] || (major === NEEDED_NODE[0] && minor >= NEEDED_NODE[1])
}

/** The Node that runs this when it is new enough, else the one among the packages. */
function findNode() {
  if (isNewEnough(process.versions.node.split('.').map(Number))) return process.execPath
  const platform = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  const program = process.platform === 'win32' ? 'node.exe' : 'node'
  for (const name of [`node-${platform}`, `node-bin-${platform}`]) {
    const path = join(projectFolder, 'node_modules', name, 'bin', program)
    if (existsSync(path)) return path
  }
  return fail(
    `This needs Node ${NEEDED_NODE.join('.')} or newer; this is ${process.versions.node}, and the registry has no ` +
      `package with a newer one for ${platform}. Install Node 24 from nodejs.org and try again.`,
  )
}

/** Runs the script to its end, passing signals on, and ends as it ended. */
function handOver(node, script, parameters) {
  if (!existsSync(join(projectFolder, script))) fail(`${script} is not there.`)
  const child = spawn(node, [join(projectFolder, script), ...parameters], {
    cwd: projectFolder,
    stdio: 'inherit',
    env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` },
  })
  // A terminal sends Ctrl+C to both; this one only has to outlive the other.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  process.on('SIGHUP', () => child.kill('SIGHUP'))
  child.on('error', (error) => fail(`${node} cannot be started: ${error.message}`))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
}

const [command, ...parameters] = process.argv.slice(2)
if (command === undefined || command === '--help' || command === '-h' || command === 'help') {
  say(USAGE)
} else {
  const [script, scriptParameters] = findScript(command, parameters)
  ensureDependencies()
  handOver(findNode(), script, scriptParameters)
}
