import { assemble } from '../../app/api/assemble'
import { readConfig } from '../../app/api/config'
import { type Answers, measures } from './processes'

/** The real service, one process, on the store that its environment names. */
export async function service(): Promise<Answers> {
  const running = await assemble(readConfig({ ...process.env, PORT: '0', LOG_LEVEL: 'warn' }))
  const address = await running.listen()
  return { ...measures, address: async () => address }
}
