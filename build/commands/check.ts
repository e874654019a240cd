import { runChecks } from '#build/checks/run-checks.ts'

process.exitCode = (await runChecks()) ? 0 : 1
