import { useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks'
import type { Board } from './board'
import { Lock } from './Lock'
import { Password } from './Password'
import { SignIn } from './SignIn'
import type { Bell } from './sound'
import { Work } from './Work'
import { firstLanguage, type Language, languages, WordsContext } from './words'

const languageName = 'porchlight.desk.language'

/** The page: signing in, then the work. */
export function Desk({ board, bell }: { board: Board; bell: Bell }) {
  const [state, setState] = useState(board.state)
  const [language, setLanguage] = useState(() => firstLanguage(localStorage.getItem(languageName), navigator.language))
  const words = languages[language]
  useLayoutEffect(() => {
    // The first answer may be here before this listens.
    setState(board.state)
    return board.onChange(() => setState(board.state))
  }, [board])
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])

  const switchLanguage = () => {
    const next: Language = language === 'en' ? 'zh-CN' : 'en'
    localStorage.setItem(languageName, next)
    setLanguage(next)
  }
  const context = useMemo(() => ({ words, language }), [words, language])
  const { session } = state
  return (
    <WordsContext.Provider value={context}>
      {session === 'unknown' ? null : session === null ? (
        <SignIn board={board} bell={bell} onLanguage={switchLanguage} />
      ) : state.locked ? (
        <Lock board={board} state={state} session={session} bell={bell} />
      ) : session.must_change_password ? (
        <Password board={board} />
      ) : (
        <Work board={board} state={state} session={session} bell={bell} onLanguage={switchLanguage} />
      )}
    </WordsContext.Provider>
  )
}
