// Not a module: it runs before the first paint, so that a light page never flashes dark.
document.documentElement.dataset.theme = localStorage.getItem('theme')
  ?? (matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark');
