/** The loss of one logit in float64, as `logisticCrossEntropy` defines it. */

/** log(1 + exp(z)) - target z; not a number where z is not finite. */
export function logisticLoss(logit: number, target: number): number {
  return Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit))) - target * logit;
}

/** Whether the answer is class `label` of 0 and 1; a logit of 0 answers class 0. */
export function isLogisticAnswer(logit: number, label: number): boolean {
  return label === 1 ? logit > 0 : logit <= 0;
}

/** What a class is trained towards: 0 or 1, or where labels are smoothed as far from it as with two outputs. */
export function logisticTarget(label: number, smoothing: number): number {
  return label * (1 - smoothing) + smoothing / 2;
}
