// Not a module: it runs before the first paint, so that a light page never flashes dark.
document.documentElement.dataset.theme = (() => {
  try {
    return JSON.parse(localStorage.getItem('desk') ?? '{}').theme;
  } catch {
    return null;
  }
})() ?? (matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark');
