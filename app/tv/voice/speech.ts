import { voiceFor } from './model'

const engine = (): SpeechSynthesis | null =>
  'speechSynthesis' in window && typeof SpeechSynthesisUtterance === 'function' ? window.speechSynthesis : null

const voices = (): SpeechSynthesisVoice[] => engine()?.getVoices() ?? []

/** Whether this engine can read out in a language. */
export const hasVoice = (language: string): boolean => voiceFor(language, voices()) >= 0

/** Engines load their voices late. Gives how to stop listening. */
export function onVoices(listener: () => void): () => void {
  const speech = engine()
  if (!speech || typeof speech.addEventListener !== 'function') return () => undefined
  speech.addEventListener('voiceschanged', listener)
  return () => speech.removeEventListener('voiceschanged', listener)
}

/** Says these parts one after the other instead of whatever was being said; nothing without a voice. */
export function speak(parts: readonly string[], language: string): void {
  const speech = engine()
  const voice = voices()[voiceFor(language, voices())]
  if (!speech || !voice) return
  speech.cancel()
  for (const part of parts) {
    const utterance = new SpeechSynthesisUtterance(part)
    utterance.voice = voice
    utterance.lang = voice.lang
    speech.speak(utterance)
  }
}

export const hush = (): void => engine()?.cancel()
