/** The lab's terms, one sentence each, as they appear on hover and focus. */

export const GLOSSARY = {
  batch: 'The training samples that one update looks at together.',
  batchSize: 'How many training samples each update looks at. "Full" means all of them at once.',
  update: 'One step of the optimizer: look at one batch, then change the weights once. Also called an iteration or step.',
  epoch: 'One pass over all training samples, cut into batches that do not overlap.',
  seed: 'A number that fixes every random choice. The same seed gives the same starting weights in every condition, so results can be compared in pairs.',
  run: 'One training from start to end: one condition with one seed.',
  condition: 'One combination of the settings that are varied.',
  learningRate: 'How far the weights move along the gradient in one update.',
  learningRateRule: 'How the learning rate grows with the batch size: not at all, in proportion, or with the square root.',
  momentum: 'Lets each update carry on some of the direction of the ones before it.',
  nesterov: 'Momentum that looks ahead: the gradient is taken where the momentum is about to lead.',
  weightDecay: 'Pulls all weights a little towards zero at every update, which keeps the network simple.',
  optimizer:
    'The rule that turns gradients into changes of the weights. Plain gradient descent uses the gradient as it is; others rescale it.',
  decoupledDecay:
    'Weight decay apart from the gradient: the weights shrink by themselves, untouched by momentum and by rescaling (AdamW does this to Adam).',
  beta1: 'How much of the average gradient is kept at each update: 0.9 remembers about the last 10 updates.',
  beta2: 'How much of the average squared gradient is kept at each update: 0.999 remembers about the last 1,000 updates.',
  squareSmoothing: 'How much of the average squared gradient is kept at each update: 0.99 remembers about the last 100 updates.',
  epsilon: 'A small number that keeps the division by the average gradient size from blowing up.',
  trustCoefficient: 'LARS moves each layer by about this part of its own length, times the learning rate.',
  clipping: 'A gradient longer than this is shortened to it, so that a single odd batch cannot throw the weights far off.',
  labelSmoothing: 'The network is taught to be a little unsure: part of each target is spread evenly over all classes.',
  budget: 'When a run ends, counted in epochs, updates, samples or seconds.',
  lastBatch: 'What is left at the end of an epoch when the batch size does not divide the number of training samples.',
  standardize: 'Shift and scale every feature to mean 0 and spread 1, measured on the training samples only.',
  split: 'Training samples teach the network, validation samples help you choose settings, test samples judge the result.',
  stratify: 'Keep the share of each class the same in all parts.',
  labelNoise: 'Part of the training samples gets a wrong class, as happens in real data. Test samples keep the right one.',
  hiddenLayer: 'A row of units between input and output. More units can express more.',
  activation: 'The function that a unit applies to its sum; without one, layers would collapse into a single one.',
  initializer: 'How the starting weights are drawn.',
  evaluation: 'Loss and accuracy measured on all samples of each part, between updates.',
  target: 'A result to reach; the lab notes when each run first gets there.',
  gradientNorm: 'Length of the gradient that an update follows: large early, small near a solution.',
  accuracy: 'Share of samples whose class is predicted correctly.',
  loss: 'How wrong the predictions are; training makes it smaller.',
} as const;

export type TermName = keyof typeof GLOSSARY;
