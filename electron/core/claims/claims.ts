/** What is said about batch size, one card a claim: in plain words, with the preset that tries it and the checks that decide. */

/** A check of a preset's scorecard, by names. */
export interface Evidence {
  readonly preset: string;
  readonly check: string;
}

export interface Claim {
  /** Numbers of the statements that it stands for. */
  readonly statements: readonly string[];
  readonly id: string;
  readonly claim: string;
  /** What decides it; empty where the claim is a matter of definition or of looking. */
  readonly evidence: readonly Evidence[];
  /** Ready-made experiment to try it with. */
  readonly preset: string;
  /** What would change the verdict. */
  readonly wouldChange: string;
  /** Both sides of a claim that is contested in the literature. */
  readonly camps?: { readonly for: string; readonly against: string };
}

const evidence = (preset: string, ...checks: readonly string[]): readonly Evidence[] => checks.map((check) => ({ preset, check }));

export const CLAIMS: readonly Claim[] = [
  {
    statements: ['S1'],
    id: 'small-converges-sooner',
    claim: 'Smaller batches converge sooner to good solutions, larger ones more slowly.',
    evidence: [...evidence('modes', 'mini-sooner'), ...evidence('stability', 'sooner-in-epochs')],
    preset: 'stability',
    wouldChange: 'Count in updates instead of epochs: there the larger batch comes first. Epochs are what this claim is about.',
  },
  {
    statements: ['S2'],
    id: 'epsilon-ball',
    claim: 'With a constant learning rate training ends in a ball around the optimum, and the ball shrinks as the batch grows.',
    evidence: evidence('epsilon-ball', 'replacement-slope', 'shuffle-falls'),
    preset: 'epsilon-ball',
    wouldChange: 'A learning rate that falls to zero: the ball then shrinks by itself, at any batch size.',
  },
  {
    statements: ['S3'],
    id: 'mini-batch-accuracy',
    claim: 'Mini-batch accuracy is the accuracy of that one mini-batch at that one update, not of the model.',
    evidence: [],
    preset: 'modes',
    wouldChange: 'Nothing: it is a definition. Live shows both, side by side.',
  },
  {
    statements: ['S4', 'S16'],
    id: 'gradients-early-late',
    claim: 'Gradients are larger early in training than late.',
    evidence: evidence('gradient-norm', 'larger-early'),
    preset: 'gradient-norm',
    wouldChange: 'A problem that cannot be fitted, or weight decay so strong that the gradient of the loss never fades.',
  },
  {
    statements: ['S5', 'S22', 'S23', 'S38'],
    id: 'gradient-norm-grows',
    claim: 'The gradient of a batch grows with its size, and its squared length along a straight line.',
    evidence: evidence('gradient-norm', 'sum-linear', 'follows-theory'),
    preset: 'gradient-norm',
    wouldChange:
      'Mean instead of sum: the mean gradient, by which training moves, gets shorter as the batch grows. The claim holds for the sum.',
  },
  {
    statements: ['S6'],
    id: 'competition',
    claim: 'Samples of one batch compete: their gradients partly cancel.',
    evidence: evidence('gradient-norm', 'samples-compete'),
    preset: 'gradient-norm',
    wouldChange: 'Samples that all ask for the same change, as at the very first updates.',
  },
  {
    statements: ['S7', 'S8', 'S27'],
    id: 'distance-moved',
    claim: 'After the same number of epochs larger batches end nearer to where they began.',
    evidence: evidence('dynamics', 'distance-falls'),
    preset: 'dynamics',
    wouldChange: 'A learning rate in proportion to the batch size, or equal updates instead of equal epochs.',
  },
  {
    statements: ['S9'],
    id: 'small-generalises',
    claim: 'Small batches generalise better than large ones.',
    evidence: [...evidence('dynamics', 'small-better'), ...evidence('sharp-minima', 'small-better')],
    preset: 'sharp-minima',
    wouldChange: 'Equal updates, and a learning rate tuned for each batch size: most of the gap goes with them.',
    camps: {
      for: 'Keskar et al. 2017 and Masters and Luschi 2018 find better test accuracy with small batches.',
      against:
        'Hoffer et al. 2017, Goyal et al. 2017 and Shallue et al. 2019 find the gap closed by more updates, scaled rates and tuning.',
    },
  },
  {
    statements: ['S10'],
    id: 'single-samples-poor',
    claim: 'Single samples (a batch of 1) usually work poorly.',
    evidence: evidence('modes', 'single-poor'),
    preset: 'modes',
    wouldChange: 'A learning rate ten times smaller: "poor" means that the rate is too large for so much noise.',
  },
  {
    statements: ['S11'],
    id: 'sweet-spot',
    claim: 'The sweet spot between one sample and all of them depends on the learning rate: no batch size is best at every rate.',
    evidence: evidence('sweet-spot', 'small-at-small-rate', 'large-at-large-rate'),
    preset: 'sweet-spot',
    wouldChange: 'The same best batch size at every learning rate of the grid.',
  },
  {
    statements: ['S12', 'S17', 'S18', 'S19', 'S21', 'S30'],
    id: 'words',
    claim:
      'Batch, mini-batch and stochastic are three names for how many samples one update looks at; an epoch has N / B of them, rounded up.',
    evidence: [],
    preset: 'modes',
    wouldChange: 'Nothing: these are definitions. The designer does the arithmetic.',
  },
  {
    statements: ['S13', 'S20'],
    id: 'learning-curves',
    claim: 'Learning curves of training and test accuracy show whether a model is under-, over- or well fitted.',
    evidence: [],
    preset: 'stability',
    wouldChange: 'Nothing: it is a way of looking. Compare writes the diagnosis with its rule.',
  },
  {
    statements: ['S14'],
    id: 'hardware',
    claim: 'Larger batches use the hardware better: more samples a second.',
    evidence: evidence('throughput', 'larger-faster'),
    preset: 'throughput',
    wouldChange: 'A network so small that the computer is busy with one sample already.',
  },
  {
    statements: ['S15'],
    id: 'too-large-generalises-poorly',
    claim: 'Too large a batch generalises poorly.',
    evidence: [...evidence('train-longer', 'gap-at-equal-updates'), ...evidence('sharp-minima', 'small-better')],
    preset: 'train-longer',
    wouldChange: 'Ghost batch normalisation, a scaled learning rate with warm-up, or a longer training.',
    camps: {
      for: 'Keskar et al. 2017: large batches end in sharp minima.',
      against:
        'Dinh et al. 2017: sharpness depends on how the weights are written down. Hoffer et al. 2017: train longer, generalise better.',
    },
  },
  {
    statements: ['S24'],
    id: 'fewer-steps',
    claim: 'In the same number of epochs a larger batch makes fewer updates, and that is most of its lag.',
    evidence: evidence('equal-updates', 'equal-updates-test', 'equal-epochs-apart'),
    preset: 'equal-updates',
    wouldChange: 'A learning rate so large that the noise of small batches matters.',
  },
  {
    statements: ['S25', 'S26'],
    id: 'reach',
    claim: 'At a larger learning rate large batches reach solutions further away, and better ones.',
    evidence: evidence('dynamics', 'larger-rate-lifts', 'larger-rate-further'),
    preset: 'dynamics',
    wouldChange: 'A learning rate beyond what is stable.',
  },
  {
    statements: ['S28', 'S29'],
    id: 'could-have-stopped',
    claim: 'Mini-batches come to 80 % in a fraction of the epochs of the full batch; training could have stopped there.',
    evidence: evidence('modes', 'mini-sooner'),
    preset: 'modes',
    wouldChange: 'Another target, or another way to count: try the sliders of "What if it had stopped?" on a finished experiment.',
  },
  {
    statements: ['S31'],
    id: 'test-as-validation',
    claim: 'A test set that chooses settings is a validation set, and its numbers are too good.',
    evidence: [],
    preset: 'modes',
    wouldChange: 'Nothing: it is a rule. New experiments have a validation set; a finding warns where a design has none.',
  },
  {
    statements: ['S32', 'S35'],
    id: 'regularisers',
    claim: 'Dropout, batch normalisation with a moderate batch, and early stopping work against over-fitting.',
    evidence: [...evidence('regularise', 'dropout-at-128', 'dropout-at-full'), ...evidence('train-longer', 'ghost-lifts-1024')],
    preset: 'regularise',
    wouldChange: 'More data: without over-fitting there is nothing to work against.',
  },
  {
    statements: ['S33', 'S34'],
    id: 'when-to-stop',
    claim: 'You decide when you are satisfied; training may go on for ever.',
    evidence: [],
    preset: 'modes',
    wouldChange: 'Nothing: it is a choice. Budget, target and early stopping are the three ways to make it.',
  },
  {
    statements: ['S36', 'S37'],
    id: 'full-batch-convex',
    claim: 'On a convex problem the full batch converges to the one best solution.',
    evidence: evidence('epsilon-ball', 'full-batch-arrives'),
    preset: 'epsilon-ball',
    wouldChange: 'A learning rate beyond what is stable, or a problem with many valleys, as every network with hidden layers is.',
  },
];
