using System.Text.Json;

namespace MarketGateway.Tools.Load;

/// <summary>A load for other programs: one object a second (<c>"final": false</c>), and one at the end.</summary>
internal sealed class LoadJson(TextWriter output) : ILoadOutput
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    public void Announce(string sentence)
    {
    }

    public void Show(LoadFigures interval, LoadRun run) => Write(new
    {
        final = false,
        seconds = interval.Elapsed.TotalSeconds,
        interval.Live,
        interval.Counts,
        ageMs = interval.Age,
        wrong = run.Sum().Wrong,
    });

    public void Finish(LoadReport report) => Write(new
    {
        final = true,
        report.IsRight,
        report.Sessions,
        openedInSeconds = report.OpenedIn.TotalSeconds,
        seconds = report.Total.Elapsed.TotalSeconds,
        report.Total.Live,
        report.Total.Counts,
        ageMs = report.Total.Age,
        wrong = report.Wrong.Wrong,
        report.Faults,
        report.Compared,
        report.Different,
    });

    private void Write(object value) => output.WriteLine(JsonSerializer.Serialize(value, Format));
}
