import type { ReadyText, TextAnswer } from '../../../contract/alarms'

/** The desk's short texts to a caller, and the answers. */
export const texts = {
  from: (who: string) => `值班台 ${who} 问您：`,
  ready: {
    how_are_you: '这里是值班台。您怎么样？',
    are_you_safe: '您现在安全吗？',
    is_somebody_hurt: '有人受伤吗？',
    open_the_door: '您能开门吗？',
    stay_there: '请待在原地别动。',
    come_out: '请马上离开屋子。',
  } satisfies Record<ReadyText, string>,
  answers: {
    yes: '是',
    no: '不是',
    cannot: '做不到',
    understood: '知道了',
    call_me: '给我打电话',
    do_not_call: '不要打电话',
  } satisfies Record<TextAnswer, string>,
  asked: (who: string, text: string) => `${who}：${text}`,
  answered: (text: string, answer: string) => `${text} 您答：${answer}`,
  answer: '回答',
  sending: '正在送出您的回答……',
  failed: '回答还没有送到，请再按一次。',
}
