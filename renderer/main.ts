/** Starts the renderer: theme first, then the wire to the lab, then the screens, and charts made ready while nobody waits. */
import { mount } from 'svelte';
import App from '#renderer/App.svelte';
import { warmUpCharts } from '#renderer/charts/warm-up.ts';
import { connectLab } from '#renderer/lab/connect-lab.ts';
import { createApp } from '#renderer/state/create-app.ts';
import '#renderer/ui/base.css';

const target = document.getElementById('app');
if (target === null) throw new Error('internal: the page has no #app');
mount(App, { target, props: { app: createApp(connectLab(window)) } });
warmUpCharts(document);
