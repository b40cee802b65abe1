import type { Panel } from './panel'

/**
 * What may be heard. Each has its picture for the deaf, and the picture its words: the ring that fills (holding), the
 * number (count), the ladder (sent), its green headline (answered), the sentence alone (stopped), the alert (neighbour),
 * the desk's question (text).
 */
export type Sound = 'holding' | 'count' | 'sent' | 'answered' | 'stopped' | 'neighbour' | 'text'

/** Tones in hertz, one after the other. Calm ones: nobody who calls for help is to be frightened more. */
const tunes: Record<Sound, readonly number[]> = {
  holding: [392],
  count: [523],
  sent: [523, 659],
  answered: [523, 659, 784],
  stopped: [392, 330],
  neighbour: [784, 659, 784, 659],
  text: [659, 523],
}
const toneS = 0.22

/** What is heard of a step of the panel: nothing while a quiet call is held, which is to be heard by nobody. */
export function soundOf(before: Panel, panel: Panel): Sound | null {
  if (panel.at === 'stopped' && before.at === 'counting') return 'stopped'
  if (panel.at !== 'choosing' || panel.wish.quiet || panel.hold === null) return null
  return before.at === 'choosing' && before.hold === null ? 'holding' : null
}

let context: AudioContext | null = null

/** Plays a sound if the box can; silence is no error, the picture says the same. */
export function play(sound: Sound): void {
  try {
    const audio = context ?? new AudioContext()
    context = audio
    const start = audio.currentTime + 0.02
    tunes[sound].forEach((hertz, n) => {
      tone(audio, hertz, start + n * toneS)
    })
  } catch {
    // Many boxes have no WebAudio.
  }
}

function tone(audio: AudioContext, hertz: number, at: number): void {
  const source = audio.createOscillator()
  const volume = audio.createGain()
  source.frequency.value = hertz
  volume.gain.setValueAtTime(0, at)
  volume.gain.linearRampToValueAtTime(0.4, at + 0.02)
  volume.gain.linearRampToValueAtTime(0, at + toneS)
  source.connect(volume)
  volume.connect(audio.destination)
  source.start(at)
  source.stop(at + toneS)
}

/** Speaks a sentence where the box has a voice for the language. */
export function speak(sentence: string, language: string): void {
  try {
    const speech = window.speechSynthesis
    const utterance = new SpeechSynthesisUtterance(sentence)
    utterance.lang = language
    speech.cancel()
    speech.speak(utterance)
  } catch {
    // No voice: the sentence stands on the screen in large letters.
  }
}
