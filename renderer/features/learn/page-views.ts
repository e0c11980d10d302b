/** The component of each page of Learn. */
import type { Component } from 'svelte';
import BatchPage from '#renderer/features/learn/pages/BatchPage.svelte';
import ClaimsLedger from '#renderer/features/learn/claims/ClaimsLedger.svelte';
import ChoosePage from '#renderer/features/learn/pages/ChoosePage.svelte';
import FairPage from '#renderer/features/learn/pages/FairPage.svelte';
import GeneralisationPage from '#renderer/features/learn/pages/GeneralisationPage.svelte';
import IntervalPage from '#renderer/features/learn/pages/IntervalPage.svelte';
import MinimaPage from '#renderer/features/learn/pages/MinimaPage.svelte';
import ModesPage from '#renderer/features/learn/pages/ModesPage.svelte';
import NoisePage from '#renderer/features/learn/pages/NoisePage.svelte';
import RatePage from '#renderer/features/learn/pages/RatePage.svelte';
import RegularisationPage from '#renderer/features/learn/pages/RegularisationPage.svelte';
import StoppingPage from '#renderer/features/learn/pages/StoppingPage.svelte';
import UpdatePage from '#renderer/features/learn/pages/UpdatePage.svelte';
import type { LearnPageId } from '#renderer/state/learn-pages.ts';

/** The glossary is no article and has a view of its own. */
export const PAGE_VIEWS: Readonly<Record<Exclude<LearnPageId, 'glossary'>, Component>> = {
  batch: BatchPage,
  update: UpdatePage,
  modes: ModesPage,
  noise: NoisePage,
  'learning-rate': RatePage,
  fair: FairPage,
  generalisation: GeneralisationPage,
  minima: MinimaPage,
  stopping: StoppingPage,
  regularisation: RegularisationPage,
  interval: IntervalPage,
  choose: ChoosePage,
  claims: ClaimsLedger,
};
