/** Several pictures beside each other. */
export const mosaic = {
  title: (count: number) => `${count} 个画面`,
  full: '放大',
  others: '下一组',
  move: '选画面',
  resume: '继续看',
  gone: '这个摄像头已不在列表里。',
  failed: '画面到了，但暂时显示不出来；正在重试。',
  none: '现在没有摄像头可看。',
  fewer: (count: number) => `这台机顶盒同时最多能放 ${count} 个画面。`,
  onlyOne: '这台机顶盒同时只能放一个画面，回到单个画面。',
}
