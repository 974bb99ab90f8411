namespace MarketGateway.Tests.Dashboard;

/// <summary>What the tests measure in the page, as scripts.</summary>
internal static class Measures
{
    /// <summary>
    /// Runs before the page: sums how far things moved that nobody touched, and counts what makes a page compute its style
    /// in the middle of a script.
    /// </summary>
    public const string Watch =
        """
        window.measured = { shift: 0, moved: [], styles: 0 };
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries().filter((one) => !one.hadRecentInput)) {
            window.measured.shift += entry.value;
            window.measured.moved.push(...entry.sources.slice(0, 3).map(({ node }) =>
              `${(node?.parentElement ?? node)?.className}: ${node?.textContent?.slice(0, 40)}`));
          }
        }).observe({ type: 'layout-shift', buffered: true });
        const computed = window.getComputedStyle;
        window.getComputedStyle = (...all) => {
          window.measured.styles++;
          return computed(...all);
        };
        """;

    /// <summary>Begins to count anew.</summary>
    public const string Reset = "() => { window.measured = { shift: 0, moved: [], styles: 0 }; }";

    /// <summary>
    /// Every number in sight that does not stand fully within what clips it, or that stands over another one. Names may
    /// end in an ellipsis, numbers may not.
    /// </summary>
    public const string ClippedNumbers =
        """
        () => {
          const clips = (style) => style.overflowX !== 'visible' || style.contain.includes('strict');
          const faults = [];
          const seen = [];
          for (const cell of document.querySelectorAll('main *, .gauges dd')) {
            const text = [...cell.childNodes].find((node) => node.nodeType === 3 && /\d/.test(node.nodeValue));
            const isName = text && getComputedStyle(cell).textOverflow === 'ellipsis' && /[a-z]/i.test(text.nodeValue);
            if (!text || isName || cell.closest('option, .plot, .watch-menu') || !cell.checkVisibility()) continue;
            const range = document.createRange();
            range.selectNodeContents(text);
            const at = range.getBoundingClientRect();
            let [left, right, isWhole] = [0, innerWidth, at.width > 0];
            for (let box = cell; box !== document.body; box = box.parentElement) {
              if (clips(getComputedStyle(box))) {
                const bounds = box.getBoundingClientRect();
                isWhole &&= bounds.bottom >= at.bottom - 2 && bounds.top <= at.top + 2;
                [left, right] = [Math.max(left, bounds.left), Math.min(right, bounds.right)];
              }
            }

            if (!isWhole) continue;
            const name = `${cell.closest('.panel')?.id ?? 'strip'} ${cell.parentElement.className} ${text.nodeValue}`;
            if (at.left < left - 1 || at.right > right + 1) faults.push(`${name} is cut off`);
            seen.push([at, name]);
          }

          seen.forEach(([one, name], index) => seen.slice(index + 1, index + 8).forEach(([other, otherName]) => {
            const isBeside = one.right <= other.left + 1 || other.right <= one.left + 1;
            if (!isBeside && one.bottom > other.top + 3 && other.bottom > one.top + 3) {
              faults.push(`${name} and ${otherName} stand over each other`);
            }
          }));
          return seen.length === 0 ? ['there is no number'] : faults.slice(0, 10);
        }
        """;

    /// <summary>Text in sight that is smaller than 11 pixels.</summary>
    public const string SmallTexts =
        """
        () => [...document.querySelectorAll('body *')].filter((element) => element.checkVisibility()
            && [...element.childNodes].some((node) => node.nodeType === 3 && node.nodeValue.trim() !== '')
            && parseFloat(getComputedStyle(element).fontSize) < 11)
          .map((element) => `${element.tagName} ${element.className} ${element.textContent}`)
        """;

    /// <summary>What a finger is to hit and is smaller than 44 pixels.</summary>
    public const string SmallTargets =
        """
        () => [...document.querySelectorAll('button, select, input, summary, .watch-row')]
          .filter((element) => element.checkVisibility() && element.type !== 'checkbox')
          .map((element) => [element, element.getBoundingClientRect()])
          .filter(([, { width, height }]) => width > 0 && (width < 43.5 || height < 43.5))
          .map(([element, { width, height }]) => `${element.id || element.className} ${width} x ${height}`)
        """;

    /// <summary>The most cells that glowed at once within three seconds, as a share of all cells that can.</summary>
    public const string GlowingShare =
        """
        () => new Promise((done) => {
          let most = 0;
          const end = performance.now() + 3000;
          const look = (now) => {
            const cells = document.querySelectorAll('.watch-row:not([hidden]) :is(.c-last, .c-bid, .c-ask)').length;
            most = Math.max(most, document.querySelectorAll('[data-glow]').length / cells);
            if (now < end) requestAnimationFrame(look);
            else done(most);
          };
          requestAnimationFrame(look);
        })
        """;

    /// <summary>The frames drawn until the page is asked again.</summary>
    public const string CountFrames =
        """
        () => {
          const step = () => { window.framesDrawn = (window.framesDrawn ?? 0) + 1; requestAnimationFrame(step); };
          requestAnimationFrame(step);
        }
        """;
}
