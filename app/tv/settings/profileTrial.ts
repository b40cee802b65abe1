import type { Stage } from '@lightningjs/core'
import type { Profile } from '../remote/keys'
import { chosenProfile, keepChosen, keepRecorded, profileNamed, recordedHere } from '../remote/own'
import { profiles } from '../remote/profiles'
import { make, type ScreenProps } from '../screen'
import { Choices, type Question } from '../widgets/Choices'
import { householdWords } from '../words/household'
import { profileRows } from './model'

/** So long one has to press OK with the new profile; then the former one is back. */
const trialMs = 20_000
const lookMs = 500

/** Asks which key profile the box shall use, and tries it. */
export function askProfile(props: ScreenProps, at: Stage, changed: () => void): void {
  const { services, shell } = props
  const { store, settings } = services
  const { keyProfile } = householdWords(services).settings
  const names = ['', ...profiles.map(({ name }) => name), ...(recordedHere(store) ? ['recorded'] : [])]
  const question: Question = {
    title: keyProfile.title,
    detail: keyProfile.what,
    rows: profileRows(names, chosenProfile(store), householdWords(services)),
    index: Math.max(0, names.indexOf(chosenProfile(store))),
    chosen: (key) => {
      const name = key.replace(/^profile-/, '')
      tryProfile(profileNamed(name, store, settings.remote), name, props, at, changed)
    },
  }
  shell.cover(make(Choices, at, { services, shell, question }))
}

/** Tries what was recorded, and keeps it where it works. */
export function tryRecorded(profile: Profile, props: ScreenProps, at: Stage, changed: () => void): void {
  const before = recordedHere(props.services.store)
  keepRecorded(props.services.store, profile)
  tryProfile(profile, 'recorded', props, at, (kept) => {
    if (!kept && before) keepRecorded(props.services.store, before)
    changed()
  })
}

/** With the new keys from now on; unless OK comes by them in time, the former ones are back. */
function tryProfile(
  profile: Profile,
  name: string,
  { services, shell }: ScreenProps,
  at: Stage,
  ended: (kept: boolean) => void,
): void {
  const { remote, store } = services
  const { keyProfile } = householdWords(services).settings
  const former = remote.profile
  let kept = false
  remote.use(profile)
  const question: Question = {
    title: keyProfile.trial,
    detail: keyProfile.trialWhat(trialMs / 1000),
    rows: [{ key: 'keep', kind: 'act', title: keyProfile.keep }],
    index: 0,
    chosen: () => {
      kept = true
    },
  }
  const cover = make(Choices, at, { services, shell, question })
  shell.cover(cover)
  const until = performance.now() + trialMs
  const timer = window.setInterval(() => {
    const answered = kept || !cover.attached
    if (!answered && performance.now() < until) return
    window.clearInterval(timer)
    if (cover.attached) shell.dismiss(cover)
    if (kept) keepChosen(store, name)
    else remote.use(former)
    shell.say(kept ? keyProfile.kept : keyProfile.former)
    ended(kept)
  }, lookMs)
}
