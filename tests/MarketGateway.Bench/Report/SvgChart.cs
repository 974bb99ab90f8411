using System.Globalization;
using System.Net;
using System.Text;
using MarketGateway.Bench.Measuring;

namespace MarketGateway.Bench.Report;

/// <summary>Draws a bar chart as SVG that reads on light and dark pages.</summary>
internal static class SvgChart
{
    private const int Width = 720;
    private const int LabelWidth = 200;
    private const int ValueWidth = 90;
    private const int BarHeight = 22;
    private const int RowHeight = 32;
    private const int Top = 48;

    public static string Draw(BarChart chart)
    {
        var height = Top + (chart.Bars.Count * RowHeight) + 8;
        var greatest = Math.Max(1e-9, chart.Bars.Max(static bar => bar.Value));
        var svg = new StringBuilder();
        Add(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" role=\"img\">");
        Add(svg, "<style>text{font:14px system-ui,sans-serif;fill:#24292f}.t{font-weight:600}.u{fill:#57606a}"
            + "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.u{fill:#8b949e}}</style>");
        Add(svg, $"<title>{Text(chart.Title)}</title>");
        Add(svg, $"<text class=\"t\" x=\"0\" y=\"18\">{Text(chart.Title)}</text>");
        Add(svg, $"<text class=\"u\" x=\"0\" y=\"36\">{Text(chart.Unit)}</text>");
        for (var i = 0; i < chart.Bars.Count; i++)
        {
            AddBar(svg, chart.Bars[i], Top + (i * RowHeight), greatest);
        }

        Add(svg, "</svg>");
        return svg.ToString();
    }

    private static void AddBar(StringBuilder svg, BarOfChart bar, int y, double greatest)
    {
        var length = Math.Max(1, bar.Value / greatest * (Width - LabelWidth - ValueWidth));
        var colour = bar.IsOurs ? "#1a7f64" : "#8c959f";
        var middle = y + 16;
        Add(svg, $"<text x=\"{LabelWidth - 10}\" y=\"{middle}\" text-anchor=\"end\">{Text(bar.Label)}</text>");
        Add(svg, string.Create(
            CultureInfo.InvariantCulture,
            $"<rect x=\"{LabelWidth}\" y=\"{y}\" width=\"{length:0.#}\" height=\"{BarHeight}\" rx=\"2\" fill=\"{colour}\"/>"));
        Add(svg, string.Create(
            CultureInfo.InvariantCulture,
            $"<text x=\"{LabelWidth + length + 8:0.#}\" y=\"{middle}\">{Spread.Number(bar.Value)}</text>"));
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static void Add(StringBuilder svg, string line) => svg.Append(line).Append('\n');
}
