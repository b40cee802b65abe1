/**
 * A sentence for each way in which a box's call can fail; chosen by type, never by the service's own text. Ask for it
 * by `sentenceOf`, which has an answer for problems without a sentence here.
 */
export const problems = {
  'no-network': '连不上邻灯服务，请检查网线或网络。',
  timeout: '邻灯服务太久没有回答，网络可能较慢。',
  'not-understood': '邻灯服务的回答看不懂，请稍后再试。',
  'bad-request': '这个请求没有被听懂，请稍后再试。',
  'idempotency-key-missing': '这个请求不完整，请再试一次。',
  unauthorized: '这台机顶盒需要重新配对。',
  'token-expired': '登录已过期，正在重新登录。',
  'token-invalid': '这台机顶盒需要重新配对。',
  forbidden: '这里不允许这样做。',
  'camera-closed': '这个摄像头现在关闭。',
  'playback-revoked': '观看已被结束。',
  'pairing-suspended': '这台机顶盒的配对还在等待确认。求助仍然可用。',
  'not-found': '这里没有这个摄像头。',
  conflict: '现在不能这样做，请稍后再试。',
  'no-low-rendition': '这个摄像头没有允许您观看的清晰度。',
  'unsupported-codec': '这台机顶盒放不了这个摄像头的画面。',
  'too-large': '内容太大，没有被接受。',
  'invalid-body': '填写的内容不对，请检查。',
  'idempotency-key-reused': '这个请求已经发过了。',
  'too-many-requests': '操作太快了，请稍等一会儿。',
  'watch-limit': '同时观看的画面已经到了上限。',
  internal: '邻灯服务出了问题，请稍后再试。',
  'camera-unreachable': '摄像头没有正常回答。',
  'store-down': '邻灯服务暂时不能保存，请稍后再试。',
  'pin-needed': '需要输入密码。',
  'pin-wrong': '密码不对，请再试一次。',
}
