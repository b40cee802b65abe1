import { useEffect, useState } from 'preact/hooks'
import type { DeskAlarmDetail } from '../contract/desk'
import { call } from './service'

export type Detail = DeskAlarmDetail

/** What helps to answer an alarm; asked again when something happened to it. Null until it is known. */
export function useDetail(id: string | null, happened: number): Detail | null {
  const [detail, setDetail] = useState<Detail | null>(null)
  useEffect(() => {
    if (id === null) return
    let gone = false
    // `happened` is the number of receipts: each may have brought a neighbour who goes.
    call<Detail>('GET', `/v1/desk/alarms/${encodeURIComponent(id)}`).then(
      (answer) => !gone && setDetail(answer),
      () => {},
    )
    return () => {
      gone = true
    }
  }, [id, happened])
  return detail?.id === id ? detail : null
}
