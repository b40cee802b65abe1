import { createInterface } from 'node:readline'
import { openAlarms } from '../../app/api/alarms/changes'
import { systemClock } from '../../app/api/clock'
import { openStore } from '../../app/api/database/connect'
import { ProblemError } from '../../app/api/problems'
import { openProcess, patienceMs } from './process'

/**
 * A process that raises an alarm per line `<serial> <household> <key> <pressed_at>` of its standard input and answers
 * with `<key> <alarm id>` when it is durable. It is there to be killed.
 */
async function main(): Promise<void> {
  const [databaseUrl, dataDir] = process.argv.slice(2)
  const store = openStore({ databaseUrl: databaseUrl || null, dataDir: dataDir ?? '' })
  const { service } = await openProcess(store, systemClock)
  const alarms = openAlarms(service, patienceMs)
  process.stdout.write('ready\n')
  for await (const line of createInterface({ input: process.stdin })) {
    const [serial = '', household = '', key = '', pressed_at = ''] = line.split(' ')
    const box = { pairing: serial, serial, household, credential: 'access' as const }
    void raise(() => alarms.raise(box, key, { kind: 'help', pressed_at })).then(({ alarm }) =>
      process.stdout.write(`${key} ${alarm.id}\n`),
    )
  }
}

/** As a box does, it comes again until the call is stored. */
async function raise<T>(press: () => Promise<T>): Promise<T> {
  for (;;)
    try {
      return await press()
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem !== 'store-down') throw error
    }
}

void main()
