import type { Stage } from '@lightningjs/core'
import { loadHousehold } from '../household'
import type { Shell } from '../screen'
import type { Services } from '../service/services'
import { type Gate, gateOf, type Undertaking } from './model'

/** While the undertaking could not be asked for or shown, it is tried again this often. */
const againMs = 60_000

/**
 * Puts the pairing screen in the place of the cameras when this box is not paired or waits to be confirmed, says when it
 * is done, and shows the undertaking until it was accepted in its present version.
 */
export function watchPairing(services: Services, shell: Shell, stage: Stage): void {
  const { session, store, me } = services
  let gate: Gate = 'open'
  let timer = 0
  let welcome = false

  const changed = () => {
    const before = gate
    gate = gateOf(session.state, store.read('refresh') !== null, before)
    if (gate === before) return
    if (gate !== 'open' && before === 'open') shell.open({ screen: 'pairing' })
    if (gate === 'open') welcome = before === 'unpaired'
  }
  me.onChange(() => {
    if (!welcome || me.freshness !== 'fresh' || !me.value) return
    welcome = false
    shell.say(services.words.pairing.done(me.value.household.label))
  })

  const look = async () => {
    window.clearTimeout(timer)
    if (session.state !== 'paired') return
    try {
      const { data } = await session.call<Undertaking>({ method: 'GET', path: '/v1/undertaking' })
      if (data.accepted) return
      const { showUndertaking } = await loadHousehold()
      showUndertaking(data, services, shell, stage)
    } catch {
      timer = window.setTimeout(look, againMs)
    }
  }
  let known = false
  session.onChange(() => {
    changed()
    // Once after each start, also where the pairing is an old one: the version may have changed.
    if (session.state !== 'paired') known = false
    else if (!known) {
      known = true
      void look()
    }
  })
}
